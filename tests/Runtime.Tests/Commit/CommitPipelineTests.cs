using System.Collections.Concurrent;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridWorkflow.Runtime.Tests.Commit;

/// <summary>The mechanics of the queue: grouping, answers after the commit, a full queue, a store that breaks.</summary>
public sealed class CommitPipelineTests : IDisposable
{
    private static readonly DateTimeOffset Now = Rig.Morning;

    private readonly SqliteFile _database = new();
    private readonly WatchedStore _store;
    private readonly ConcurrentQueue<int> _groups = new();
    private readonly SemaphoreSlim _inCommit = new(0);
    private readonly SemaphoreSlim _mayCommit = new(0);

    public CommitPipelineTests() => _store = new WatchedStore(_database.OpenStore());

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
        _inCommit.Dispose();
        _mayCommit.Dispose();
    }

    [Fact]
    public async Task What_waits_while_a_group_is_written_becomes_the_next_group()
    {
        await using var pipeline = Held(CommitOptions.Default);
        var first = pipeline.Commit(Samples.Opening(1, Now));
        await _inCommit.WaitAsync(Cancellation);
        var waiting = Enumerable.Range(2, 9).Select(number => pipeline.Commit(Samples.Opening(number, Now))).ToArray();
        _mayCommit.Release(2);

        (await first).ShouldBeOfType<WriteOutcome.Committed>();
        (await Task.WhenAll(waiting)).ShouldAllBe(outcome => outcome is WriteOutcome.Committed);
        _groups.ShouldBe([1, 9]);
    }

    [Fact]
    public async Task A_group_is_no_larger_than_its_limit()
    {
        await using var pipeline = Held(CommitOptions.Default with { GroupSize = 4 });
        var first = pipeline.Commit(Samples.Opening(1, Now));
        await _inCommit.WaitAsync(Cancellation);
        var waiting = Enumerable.Range(2, 9).Select(number => pipeline.Commit(Samples.Opening(number, Now))).ToArray();
        _mayCommit.Release(10);

        await Task.WhenAll(waiting);
        _groups.ShouldBe([1, 4, 4, 1]);
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_commit()
    {
        using var committed = new ManualResetEventSlim();
        using var mayAnswer = new ManualResetEventSlim();
        _store.AfterCommit = _ =>
        {
            committed.Set();
            mayAnswer.Wait(Cancellation);
        };
        await using var pipeline = Pipeline(CommitOptions.Default);
        var answer = pipeline.Commit(Samples.Opening(1, Now));
        committed.Wait(Cancellation);

        answer.IsCompleted.ShouldBeFalse();
        (await _store.Load(Samples.Id(1), Cancellation)).ShouldNotBeNull();
        mayAnswer.Set();
        (await answer).ShouldBeOfType<WriteOutcome.Committed>();
    }

    [Fact]
    public async Task A_full_queue_answers_busy_at_once_and_takes_writes_again_later()
    {
        var options = CommitOptions.Default with { Capacity = 3, RetryAfter = TimeSpan.FromSeconds(7) };
        await using var pipeline = Held(options);
        var first = pipeline.Commit(Samples.Opening(1, Now));
        await _inCommit.WaitAsync(Cancellation);
        var waiting = Enumerable.Range(2, 3).Select(number => pipeline.Commit(Samples.Opening(number, Now))).ToArray();

        var refused = pipeline.Commit(Samples.Opening(9, Now));
        refused.IsCompletedSuccessfully.ShouldBeTrue();
        (await refused).ShouldBe(new WriteOutcome.Busy(TimeSpan.FromSeconds(7)));

        _mayCommit.Release(10);
        (await Task.WhenAll([first, .. waiting])).ShouldAllBe(outcome => outcome is WriteOutcome.Committed);
        (await _store.Load(Samples.Id(9), Cancellation)).ShouldBeNull();
        (await pipeline.Commit(Samples.Opening(9, Now))).ShouldBeOfType<WriteOutcome.Committed>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_messages_with_one_id_the_first_in_the_queue_wins(bool ascending)
    {
        await using var pipeline = Held(CommitOptions.Default);
        var first = pipeline.Commit(Samples.Opening(9, Now));
        await _inCommit.WaitAsync(Cancellation);
        int[] order = ascending ? [1, 2] : [2, 1];
        var answers = order.Select(number => pipeline.Commit(Samples.Opening(number, Now) with { Message = Samples.Incoming("m", number, Now) })).ToArray();
        _mayCommit.Release(2);
        await first;

        (await answers[0]).ShouldBeOfType<WriteOutcome.Committed>();
        (await answers[1]).ShouldBeOfType<WriteOutcome.Duplicate>().Answered.CaseId.ShouldBe(Samples.Id(order[0]));
    }

    public static TheoryData<Exception, Type> Faults => new()
    {
        { new StoreUnavailableException(StoreTrouble.Full, "No room."), typeof(WriteOutcome.Unavailable) },
        { new StoreUnavailableException(StoreTrouble.ReadOnly, "Read-only."), typeof(WriteOutcome.Unavailable) },
        { new StoreUnavailableException(StoreTrouble.Busy, "Locked."), typeof(WriteOutcome.Busy) },
        { new InvalidOperationException("Nobody expected this."), typeof(WriteOutcome.Unavailable) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_store_that_breaks_gives_each_caller_a_clean_answer_and_the_pipeline_goes_on(Exception fault, Type answer)
    {
        await using var pipeline = Pipeline(CommitOptions.Default);
        _store.BeforeCommit = _ => throw fault;
        (await Task.WhenAll(Enumerable.Range(1, 5).Select(number => pipeline.Commit(Samples.Opening(number, Now)))))
            .ShouldAllBe(outcome => outcome.GetType() == answer);

        _store.BeforeCommit = null;
        (await pipeline.Commit(Samples.Opening(1, Now))).ShouldBeOfType<WriteOutcome.Committed>();
    }

    [Fact]
    public async Task An_impossible_burst_fails_alone_in_its_group()
    {
        await using var pipeline = Held(CommitOptions.Default);
        var first = pipeline.Commit(Samples.Opening(1, Now));
        await _inCommit.WaitAsync(Cancellation);
        var answers = Enumerable.Range(2, 5).Select(number => pipeline.Commit(number == 4 ? Broken(number) : Samples.Opening(number, Now))).ToArray();
        _mayCommit.Release(2);
        await first;

        var outcomes = await Task.WhenAll(answers);
        outcomes.Where((_, index) => index != 2).ShouldAllBe(outcome => outcome is WriteOutcome.Committed);
        outcomes[2].ShouldBeOfType<WriteOutcome.Impossible>().Reason.ShouldContain("notices");
    }

    [Fact]
    public async Task After_its_end_the_pipeline_takes_nothing()
    {
        var pipeline = Pipeline(CommitOptions.Default);
        await pipeline.DisposeAsync();
        (await pipeline.Commit(Samples.Opening(1, Now))).ShouldBeOfType<WriteOutcome.Busy>();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Write.Transition Broken(int number)
    {
        var notice = new RowChange.AddNotice(Samples.Notice(77, Samples.Id(number), Now));
        return Samples.Opening(number, Now, notice, notice);
    }

    private CommitPipeline Pipeline(CommitOptions options) => new(_store, options, NullLogger<CommitPipeline>.Instance);

    // Each group says that it is about to be written, and waits for leave.
    private CommitPipeline Held(CommitOptions options)
    {
        _store.BeforeCommit = group =>
        {
            _groups.Enqueue(group.Count);
            _inCommit.Release();
            _mayCommit.Wait(Cancellation);
        };
        return Pipeline(options);
    }
}
