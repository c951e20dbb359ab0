using System.Collections.Concurrent;
using System.Globalization;
using GridWorkflow.Runtime.Store.Postgres;

namespace GridWorkflow.Runtime.Tests.Databases;

/// <summary>
/// A database of its own on the tests' PostgreSQL server. Making one takes the server half a second, so that one which a test has
/// left is emptied and given to the next.
/// </summary>
public sealed class PostgresBase : TestDatabase
{
    private static readonly string Prefix = string.Create(CultureInfo.InvariantCulture, $"grid_{Environment.ProcessId}");
    private static readonly Lazy<string> Template = new(MakeTemplate);
    private static readonly ConcurrentBag<string> Free = [];
    private static int _count;

    private readonly string _name;

    public PostgresBase()
    {
        PostgresServer.Need();
        _name = Free.TryTake(out var free) ? free : Make();
        Database = new PostgresDatabase(PostgresServer.Of(_name));
    }

    public override PostgresDatabase Database { get; }

    public override void Dispose()
    {
        Database.Dispose();
        PostgresServer.Run(
            """
            do $$
            declare name text;
            begin
                for name in select tablename from pg_tables where schemaname = 'public' and tablename <> '__EFMigrationsHistory' loop
                    execute format('delete from public.%I', name);
                end loop;
            end $$
            """,
            _name);
        Free.Add(_name);
    }

    private static string Make()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}_{Interlocked.Increment(ref _count)}");
        PostgresServer.Run($"create database {name} template {Template.Value}");
        return name;
    }

    private static string MakeTemplate()
    {
        var name = $"{Prefix}_schema";
        PostgresServer.Run($"create database {name}");
        using var database = new PostgresDatabase(PostgresServer.Of(name) + ";Pooling=false");
        database.Migrate();
        return name;
    }
}
