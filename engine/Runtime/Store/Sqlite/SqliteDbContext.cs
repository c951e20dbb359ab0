using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>The schema on SQLite.</summary>
public sealed class SqliteDbContext(DbContextOptions<SqliteDbContext> options) : GridDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<Guid>().HaveConversion<GuidBytes>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }
}
