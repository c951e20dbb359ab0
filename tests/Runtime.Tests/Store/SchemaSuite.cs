using GridWorkflow.Runtime.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Store;

/// <summary>The schema of a database and how it came to be.</summary>
public abstract class SchemaSuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// When this fails: <c>cd engine/Runtime; dotnet tool restore; dotnet ef migrations add NAME --context SqliteDbContext -o
    /// Store/Sqlite/Migrations</c>, and the same with Postgres.
    /// </summary>
    [Fact]
    public void The_migrations_say_what_the_model_says()
    {
        using var context = _database.CreateDbContext();
        context.Database.HasPendingModelChanges().ShouldBeFalse();
        context.Database.GetPendingMigrations().ShouldBeEmpty();
    }

    [Fact]
    public void Names_are_in_snake_case()
    {
        using var context = _database.CreateDbContext();
        var names = context.Model.GetEntityTypes()
            .SelectMany(table => table.GetProperties().Select(column => column.GetColumnName()).Append(table.GetTableName()!))
            .ToList();
        names.ShouldAllBe(name => name.All(letter => char.IsAsciiLetterLower(letter) || letter == '_'));
        names.ShouldContain("tracking_token");
        names.ShouldContain("users");
    }

    [Fact]
    public void A_second_start_changes_nothing() => _database.Database.Migrate();
}
