using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>The schema on PostgreSQL: the same tables with the server's own types, and migrations of its own.</summary>
public sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : GridDbContext(options), IDataProtectionKeyContext
{
    /// <summary>Keys of cookies and webhook secrets: all nodes must have the same.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<WholeMilliseconds>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
        // Bytes in order, as on SQLite: lists are sorted alike whatever the locale of the server.
        configurationBuilder.Properties<string>().UseCollation("C");
    }
}
