using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>
/// A database that others hold, a queue that is full, a disk without room (fault 9): clean answers with the time to come again, nothing lost,
/// nothing damaged, and on it goes without a restart.
/// </summary>
public sealed class StoreTroubleTests
{
    private const int Reports = 40;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A schedule of the demo district opens cases of its own.
    private const string ReportedCases = "select count(*) from cases where id not in (select case_id from inbox where source like 'schedule:%' and case_id is not null)";

    [Fact]
    public async Task A_held_database_and_a_full_queue_are_answered_503_and_nothing_is_lost()
    {
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?>(), null, services => services.AddSingleton(new CommitOptions(2, 2, TimeSpan.FromSeconds(3))));
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        async Task<HttpResponseMessage> Send(int report)
        {
            using var message = host.Signed(source, key, $"busy-{report}", RunningHost.Report($"Busy {report}"));
            return await client.SendAsync(message, Cancellation);
        }

        // The first report takes its block of numbers.
        (await Send(0)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var answered = new ConcurrentBag<HttpStatusCode>();
        using (var holder = new SqliteConnection(((SqliteDatabase)host.Services.GetRequiredService<GridDatabase>()).ConnectionString))
        {
            holder.Open();
            await using var hold = holder.BeginTransaction(deferred: false);
            var sent = Enumerable.Range(1, Reports).Select(async report =>
            {
                using var answer = await Send(report);
                answered.Add(answer.StatusCode);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    answer.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(3));
                    (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancellation)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:busy");
                }
            }).ToList();

            // Two groups of the writer's at most wait for the database; everybody else is answered at once.
            await Patience.Until(() => Task.FromResult(answered.Count >= Reports - 4));
            answered.ShouldAllBe(status => status == HttpStatusCode.ServiceUnavailable);
            using var live = await client.GetAsync("/health/live", Cancellation);
            live.StatusCode.ShouldBe(HttpStatusCode.OK);
            using var page = await client.GetAsync("/signin", Cancellation);
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
            hold.Rollback();
            await Task.WhenAll(sent);
        }

        for (var report = 1; report <= Reports; report++)
            (await Send(report)).StatusCode.ShouldBe(HttpStatusCode.Accepted, $"report {report}");
        using var db = new KillDatabase(host.Database);
        db.Long(ReportedCases).ShouldBe(Reports + 1);
        db.Text("pragma integrity_check").ShouldBe("ok");
    }

    [Fact]
    public async Task A_full_disk_is_answered_503_and_with_room_again_the_same_process_goes_on()
    {
        await using var disk = SmallDisk.Mount(megabytes: 24);
        var database = Path.Combine(disk.Folder, "full.db");
        WebhookSecret.TryRead((await HostProgram.Run("source", "add", "full", "--demo", "--db", database)).Trim().Split('\n')[^1].Trim(), out var key).ShouldBeTrue();
        await using var host = await HostProgram.Start(database, ("Serilog__MinimumLevel__Default", "Fatal"));
        using var client = host.Client();
        var accepted = new List<int>();
        var number = 0;
        async Task<HttpStatusCode> Send(int report)
        {
            var body = RunningHost.Report($"Full {report}", more: $",\"description\":\"{new string('x', 3000)}\"");
            using var message = RunningHost.Signed("/webhooks/full", key!, $"full-{report}", body, TimeProvider.System.GetUtcNow());
            using var answer = await client.SendAsync(message, Cancellation);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                answer.Headers.RetryAfter.ShouldNotBeNull();
            else
                answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Cancellation));
            return answer.StatusCode;
        }

        while (await Send(++number) == HttpStatusCode.Accepted)
        {
            accepted.Add(number);
            disk.FillUp(leave: 64 * 1024);
            number.ShouldBeLessThan(2000);
        }

        // Full is full, however often somebody asks; what is read is still there.
        var refused = number;
        for (var again = 0; again < 5; again++)
            (await Send(refused)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync("/signin", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);

        disk.MakeRoom();
        await Patience.Until(async () => await Send(refused) == HttpStatusCode.Accepted, TimeSpan.FromSeconds(15));
        accepted.Add(refused);
        (await Send(++number)).ShouldBe(HttpStatusCode.Accepted);
        accepted.Add(number);
        await host.Kill();

        using var db = new KillDatabase(database);
        db.Text("pragma integrity_check").ShouldBe("ok");
        db.Long(ReportedCases).ShouldBe(accepted.Count);
        foreach (var report in accepted)
            db.Long("select count(*) from inbox where message_id = $1", $"full-{report}").ShouldBe(1);
    }

    /// <summary>A disk of its own for one test: memory, of a size. Mounting takes rights that not everybody has.</summary>
    private sealed class SmallDisk : IAsyncDisposable
    {
        private SmallDisk(string folder) => Folder = folder;

        public string Folder { get; }

        private string Filler => Path.Combine(Folder, "filler");

        public static SmallDisk Mount(int megabytes)
        {
            var folder = Directory.CreateTempSubdirectory("gridworkflow-full-").FullName;
            if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder) != 0)
            {
                Directory.Delete(folder);
                Assert.Skip("A small disk cannot be mounted here: that takes root. SqliteTroubleTests has the same with SQLite's own limit.");
            }

            return new SmallDisk(folder);
        }

        /// <summary>Leaves so many bytes and no more.</summary>
        public void FillUp(long leave)
        {
            var free = new DriveInfo(Folder).AvailableFreeSpace - leave;
            if (free <= 0)
                return;
            using var file = new FileStream(Filler, FileMode.Append);
            file.Write(new byte[free]);
        }

        public void MakeRoom() => File.Delete(Filler);

        public ValueTask DisposeAsync()
        {
            SqliteConnection.ClearAllPools();
            Run("umount", "-l", Folder);
            Directory.Delete(Folder);
            return ValueTask.CompletedTask;
        }

        private static int Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
