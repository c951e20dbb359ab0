using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GridWorkflow.Benchmarks;

/// <summary>
/// How late timers fire at a steady 50 a second, and how fast 10,000 that are due at once are fired, on both databases; against
/// batches of raw SQL, and against delayed jobs of Hangfire on the same server.
/// </summary>
internal static class Timers
{
    private const int Steady = 500;
    private const int AtOnce = 10_000;
    private const int Jobs = 1_000;

    public static async Task Measure(Table table)
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-benchmark-");
        try
        {
            using var server = new PostgresServer();
            Say("Timers: late at 50 a second, and 10,000 due at once", "| | p50 late | p99 late | early | 10,000 at once | raw batches of 50 | ratio |", "|---|---:|---:|---:|---:|---:|---:|");
            var file = 0;
            await On("SQLite", () => new SqliteDatabase(Path.Combine(folder.FullName, $"timers-{++file}.db")), table.Rounds);
            await On("PostgreSQL", server.Create, table.Rounds);
            Hangfire(server);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task On(string name, Func<GridDatabase> create, int rounds)
    {
        var late = new List<double>();
        using (var database = create())
            late.AddRange(await Lateness(database));
        var (ours, raw) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            using var database = create();
            ours.Add(await Drain(database));
            using var bare = create();
            bare.Migrate();
            raw.Add(RawDrain(bare));
        }

        var (mine, floor) = (Table.Median(ours), Table.Median(raw));
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Percentile(late, 50):N0} ms | {Percentile(late, 99):N0} ms | {late.Count(each => each < 0)} | {mine:N0}/s | {floor:N0}/s | {mine / floor:0.00} |"));
    }

    /// <summary>Milliseconds between due and committed, at most: a round of the sweep is taken as ended for all its timers when it ends.</summary>
    private static async Task<List<double>> Lateness(GridDatabase database)
    {
        database.Migrate();
        await using var node = new Node(database);
        await node.Waiting(TimeSpan.FromSeconds(1));
        using var over = new CancellationTokenSource();
        var late = new List<double>(Steady);
        var sweeping = Task.Run(async () =>
        {
            while (late.Count < Steady)
            {
                await node.Sweep.RunOnce(over.Token);
                var now = node.Now;
                while (node.Decided.TryDequeue(out var due))
                    late.Add((now - due).TotalMilliseconds);
                if (late.Count < Steady)
                    await node.Sweep.WaitForDue(TimeSpan.FromSeconds(1), over.Token);
            }
        });
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < Steady; number++)
        {
            await node.Start();
            var next = TimeSpan.FromMilliseconds(20 * (number + 1)) - Stopwatch.GetElapsedTime(started);
            if (next > TimeSpan.Zero)
                await Task.Delay(next, TimeProvider.System);
        }

        await sweeping;
        return late;
    }

    private static async Task<double> Drain(GridDatabase database)
    {
        database.Migrate();
        await using var node = new Node(database);
        await node.Waiting(TimeSpan.FromSeconds(8));
        await node.Start(AtOnce, 64);
        await Task.Delay(TimeSpan.FromSeconds(8.5), TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        var fired = 0;
        while (fired < AtOnce)
            fired += (await node.Sweep.RunOnce(CancellationToken.None)).Fired;
        return fired / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>What a batch costs at least: find 50, take them away, move their instances, write a journal row for each.</summary>
    private static double RawDrain(GridDatabase database)
    {
        using var connection = Connect(database);
        var sqlite = connection is SqliteConnection;
        using (var transaction = connection.BeginTransaction())
        {
            for (var number = 1; number <= AtOnce; number++)
            {
                Run(connection, transaction, RawSql.Instance, Id(number), new byte[600], new byte[400], new byte[32], sqlite ? 1L : DateTimeOffset.UnixEpoch);
                Run(connection, transaction, sqlite ? RawSql.TimerSqlite : RawSql.TimerPostgres, Id(number));
            }

            transaction.Commit();
        }

        var started = Stopwatch.GetTimestamp();
        for (var fired = 0; fired < AtOnce;)
        {
            using var transaction = connection.BeginTransaction();
            var due = new List<object>();
            using (var find = Command(connection, transaction, RawSql.Find))
            using (var reader = find.ExecuteReader())
            {
                while (reader.Read())
                    due.Add(reader.GetValue(0));
            }

            foreach (var id in due)
            {
                Run(connection, transaction, RawSql.Take, id);
                Run(connection, transaction, RawSql.Move, id, new byte[600]);
                Run(connection, transaction, sqlite ? RawSql.JournalSqlite : RawSql.JournalPostgres, id, new string('x', 260), new byte[32]);
            }

            transaction.Commit();
            fired += due.Count;
        }

        return AtOnce / Stopwatch.GetElapsedTime(started).TotalSeconds;

        object Id(int number) => sqlite ? Transition.Id((ulong)number).ToByteArray(bigEndian: true) : Transition.Id((ulong)number);
    }

    private static void Hangfire(PostgresServer server)
    {
        using var database = server.Create();
        var options = new PostgreSqlStorageOptions();
        var storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(database.ConnectionString, options), options);
        var client = new BackgroundJobClient(storage);
        var due = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()).AddSeconds(15);
        DelayedJob.Reset(Jobs);
        for (var number = 0; number < Jobs; number++)
            client.Schedule(() => DelayedJob.Run(), due);
        using (new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 8 }, storage))
            DelayedJob.Wait();
        var late = DelayedJob.Ran.Select(at => (at - due).TotalMilliseconds).ToList();
        var rate = Jobs / (DelayedJob.Ran.Max() - DelayedJob.Ran.Min()).TotalSeconds;
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"| Hangfire's delayed jobs, defaults, 1,000 at once | {Percentile(late, 50):N0} ms | {Percentile(late, 99):N0} ms | {late.Count(each => each < 0)} | {rate:N0}/s | | |"));
    }

    private static DbConnection Connect(GridDatabase database)
    {
        DbConnection connection = database is SqliteDatabase file
            ? new SqliteConnection($"Data Source={file.Path};Pooling=false")
            : new NpgsqlConnection(((Runtime.Store.Postgres.PostgresDatabase)database).ConnectionString + ";Pooling=false");
        connection.Open();
        if (connection is SqliteConnection)
        {
            using var pragmas = connection.CreateCommand();
            pragmas.CommandText = "pragma journal_mode = wal; pragma synchronous = full;";
            pragmas.ExecuteNonQuery();
        }

        return connection;
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The texts are those of RawSql.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static void Run(DbConnection connection, DbTransaction transaction, string sql, params object[] values)
    {
        using var command = Command(connection, transaction, sql);
        for (var index = 0; index < values.Length; index++)
        {
            var parameter = command.CreateParameter();
            parameter.Value = values[index];
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"p{index}");
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }

    private static double Percentile(List<double> values, int percent) => values.Order().ElementAt((int)Math.Ceiling(values.Count * percent / 100.0) - 1);

    private static void Say(params string[] lines)
    {
        foreach (var line in lines)
            Console.WriteLine(line);
    }

    private static class RawSql
    {
        public const string Instance = """
            insert into instances (id, version, definition_id, definition_version, program_hash, status, sub_status, incidents, state, case_file, journal_seq, journal_head, updated_at)
            values (@p0, 1, 'd', 1, 'h', 'Running', 'Suspended', 0, @p1, @p2, 1, @p3, @p4)
            """;

        public const string TimerSqlite = "insert into timers (instance_id, key, due_at, epoch, attempts, next_at) values (@p0, 't', 1, 1, 0, 1)";

        public const string TimerPostgres = "insert into timers (instance_id, key, due_at, epoch, attempts, next_at) values (@p0, 't', now(), 1, 0, now())";

        public const string Find = "select instance_id from timers where parked_at is null order by next_at limit 50";

        public const string Take = "delete from timers where instance_id = @p0 and key = 't'";

        public const string Move = "update instances set version = version + 1, state = @p1 where id = @p0";

        public const string JournalSqlite = """
            insert into journal (case_id, seq, at, actor, command, entries, program_hash, prev_hash, hash) values (@p0, 1, 1, 'engine', 'TimerDue', @p1, 'h', @p2, @p2)
            """;

        public const string JournalPostgres = """
            insert into journal (case_id, seq, at, actor, command, entries, program_hash, prev_hash, hash) values (@p0, 1, now(), 'engine', 'TimerDue', @p1, 'h', @p2, @p2)
            """;
    }
}

/// <summary>A job that does nothing but say when it ran.</summary>
public static class DelayedJob
{
    private static CountdownEvent _left = new(1);

    public static System.Collections.Concurrent.ConcurrentQueue<DateTimeOffset> Ran { get; } = [];

    public static void Reset(int jobs)
    {
        Ran.Clear();
        _left = new CountdownEvent(jobs);
    }

    public static void Run()
    {
        Ran.Enqueue(TimeProvider.System.GetUtcNow());
        _left.Signal();
    }

    public static void Wait() => _left.Wait();
}
