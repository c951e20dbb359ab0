using System.Collections.Concurrent;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>
/// Keeps instances in the product's store: each burst is a fenced transition through the commit pipeline into one SQLite file, with
/// its journal row and the rows of its effects, and what the host then does is what these rows say. All cases of a run share the file.
/// </summary>
internal sealed class StoredShelf : IShelf, IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly SqliteDatabase _database;
    private readonly SqliteStore _store;
    private readonly CommitPipeline _pipeline;
    private readonly ConcurrentDictionary<Guid, bool> _taken = new();

    public StoredShelf()
    {
        _folder = Directory.CreateTempSubdirectory("gridworkflow-conformance-");
        _database = new SqliteDatabase(Path.Combine(_folder.FullName, "cases.db"));
        _database.Migrate();
        _store = new SqliteStore(_database);
        _pipeline = new CommitPipeline(_store, CommitOptions.Default, NullLogger<CommitPipeline>.Instance);
    }

    public (InstanceState State, IReadOnlyList<Effect> Effects) Commit(Definition program, Stimulus stimulus, Burst burst, ulong seed, DateTimeOffset now)
    {
        var before = Load(burst.State.Id);
        var version = (before?.Version ?? 0) + 1;
        var journal = JournalChain.Seal(new JournalRow
        {
            CaseId = burst.State.Id,
            Seq = version,
            At = now,
            Actor = "conformance",
            Command = stimulus.GetType().Name,
            Entries = JournalText.Write(program, burst, new JournalOrigin(seed, "", "{}")),
            ProgramHash = burst.State.ProgramHash,
            PrevHash = before?.JournalHead ?? JournalChain.Origin(),
            Hash = [],
        });
        var outcome = _pipeline.Commit(new Write.Transition
        {
            Instance = new InstanceRow
            {
                Id = burst.State.Id,
                Version = version,
                DefinitionId = burst.State.DefinitionId,
                DefinitionVersion = burst.State.DefinitionVersion,
                ProgramHash = burst.State.ProgramHash,
                Status = burst.State.Status,
                SubStatus = burst.State.SubStatus,
                CorrelationId = burst.State.CorrelationId,
                Incidents = burst.State.Incidents.Length,
                State = StateFormat.Write(burst.State),
                CaseFile = [],
                IsCase = false,
                JournalSeq = journal.Seq,
                JournalHead = journal.Hash,
                UpdatedAt = now,
            },
            Journal = journal,
            Changes = EffectRows.Of(burst, version, now),
        }).GetAwaiter().GetResult();
        if (outcome is not WriteOutcome.Committed)
            throw new InvalidOperationException($"Expected the burst to be committed, but {outcome}.");
        return (StateFormat.Read(Load(burst.State.Id)!.State, program), Left(burst.State.Id, version));
    }

    public IReadOnlyList<(Guid InstanceId, Guid BookmarkId)> Waiting(IReadOnlyList<HostedInstance> instances)
    {
        var ids = instances.Select(instance => instance.Id).ToList();
        using var context = new GridDbContext(_database.Options());
        var rows = context.Set<BookmarkRow>().AsNoTracking().Where(row => ids.Contains(row.InstanceId))
            .Select(row => new { row.Id, row.InstanceId })
            .ToList();
        var known = instances.SelectMany(instance => instance.State.Bookmarks.Select(bookmark => (InstanceId: instance.Id, BookmarkId: bookmark.Id))).ToList();
        var stored = rows.Select(row => (row.InstanceId, row.Id)).ToHashSet();
        return stored.SetEquals(known)
            ? known
            : throw new InvalidOperationException($"Expected the rows of {known.Count} bookmarks, but found {stored.Count}.");
    }

    public void Dispose()
    {
        _pipeline.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _store.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private IReadOnlyList<Effect> Left(Guid instanceId, long seq)
    {
        using var context = new GridDbContext(_database.Options());
        var journal = context.Set<JournalRow>().AsNoTracking().Single(row => row.CaseId == instanceId && row.Seq == seq);
        var messages = context.Set<OutboxRow>()
            .FromSqlInterpolated($"select * from outbox where case_id = {instanceId.ToByteArray(bigEndian: true)} order by rowid")
            .AsNoTracking()
            .ToList();
        return StoredEffects.Of(journal, messages.Where(row => _taken.TryAdd(row.Id, true)));
    }

    private InstanceRow? Load(Guid id) => _store.Load(id, CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
