using GridWorkflow.Runtime.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Store;

public sealed class MigrationTests
{
    /// <summary>When this fails: <c>cd engine/Runtime; dotnet tool restore; dotnet ef migrations add NAME -o Store/Migrations</c>.</summary>
    [Fact]
    public void The_migrations_say_what_the_model_says()
    {
        using var file = new SqliteFile();
        using var context = file.CreateDbContext();
        context.Database.HasPendingModelChanges().ShouldBeFalse();
        context.Database.GetPendingMigrations().ShouldBeEmpty();
    }

    [Fact]
    public void Names_are_in_snake_case()
    {
        using var file = new SqliteFile();
        using var context = file.CreateDbContext();
        var names = context.Model.GetEntityTypes()
            .SelectMany(table => table.GetProperties().Select(column => column.GetColumnName()).Append(table.GetTableName()!))
            .ToList();
        names.ShouldAllBe(name => name.All(letter => char.IsAsciiLetterLower(letter) || letter == '_'));
        names.ShouldContain("tracking_token");
        names.ShouldContain("users");
    }

    [Fact]
    public void A_second_start_changes_nothing()
    {
        using var file = new SqliteFile();
        file.Database.Migrate();
    }
}
