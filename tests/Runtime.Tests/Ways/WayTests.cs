using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Ways;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Tests.Ways;

public sealed class WayTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly Program Loop = ReferenceData.Load([new SourceFile("definitions/loop.json", """
        {"id":"loop:1","definitionId":"loop","name":"loop","version":1,"isLatest":true,"isPublished":true,
         "root":{"id":"root","type":"Elsa.Flowchart","version":1,
          "activities":[{"id":"begin","type":"Elsa.WriteLine","version":1},{"id":"wait","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"E"}}},{"id":"check","type":"Elsa.WriteLine","version":1},{"id":"done","type":"Elsa.WriteLine","version":1}],
          "connections":[{"source":{"activity":"begin","port":"Done"},"target":{"activity":"wait","port":"In"}},{"source":{"activity":"wait","port":"Done"},"target":{"activity":"check","port":"In"}},
           {"source":{"activity":"check","port":"Done"},"target":{"activity":"wait","port":"In"}},{"source":{"activity":"check","port":"Done"},"target":{"activity":"done","port":"In"}}]}}
        """)]).Definitions.Current("loop")!;

    // begin, wait for an hour, check, back to wait for two hours, check, done.
    private static readonly ImmutableArray<TimelineItem> Journal =
    [
        Row(1, 0, "begin 3 Started", "begin 3 Completed", "wait 4 Started", "wait 4 Suspended"),
        Row(2, 1, "wait 4 Resumed", "wait 4 Completed", "check 5 Started", "check 5 Completed", "wait 6 Started", "wait 6 Suspended"),
        Row(3, 2),
        Row(4, 3, "wait 6 Resumed", "wait 6 Completed", "check 7 Started", "check 7 Completed", "done 8 Started", "done 8 Completed"),
    ];

    [Fact]
    public void A_way_is_numbered_and_what_is_come_to_again_is_a_return()
    {
        var way = Way.Of(Loop, Journal);

        way.Stays.Select(stay => (stay.Number, stay.ActivityId, stay.From, stay.Round, Hours: (stay.LeftAt - stay.EnteredAt)?.TotalHours)).ShouldBe(
        [
            (1, "begin", null, 1, 0), (2, "wait", "begin", 1, 1), (3, "check", "wait", 1, 0), (4, "wait", "check", 2, 2), (5, "check", "wait", 2, 0), (6, "done", "check", 1, 0),
        ]);
        way.Stays.Where(stay => stay.IsReturn).Select(stay => stay.Number).ShouldBe([4, 5]);
        way.Walked[("wait", "check")].ShouldBe([3, 5]);
        way.Walked[("check", "wait")].ShouldBe([4]);
        way.Stays[3].EnteredSeq.ShouldBe(2);
        way.Stays[3].LeftSeq.ShouldBe(4);
    }

    [Fact]
    public void A_way_can_be_seen_as_it_was()
    {
        var way = Way.Of(Loop, Journal).UpTo(4);

        way.Stays.Length.ShouldBe(4);
        way.Stays.Where(stay => stay.LeftAt is null).Select(stay => stay.Number).ShouldBe([4]);
        Way.Of(Loop, Journal).UpTo(2).Stays.Where(stay => stay.LeftAt is null).Select(stay => stay.ActivityId).ShouldBe(["wait"]);
        Way.Of(Loop, Journal).UpTo(99).Stays.Length.ShouldBe(6);
        Way.Of(Loop, Journal).UpTo(0).Stays.ShouldBeEmpty();
    }

    [Fact]
    public void A_fault_stays_on_the_stay_and_the_next_try_is_a_stay_of_its_own()
    {
        var way = Way.Of(Loop, [Row(1, 0, "begin 3 Started", "begin 3 Faulted"), Row(2, 1, "begin 3 Canceled", "begin 4 Started", "begin 4 Completed", "wait 5 Started", "wait 5 Suspended")]);

        way.Stays.Select(stay => (stay.ActivityId, stay.End, Faulted: stay.FaultedAt is not null, stay.From)).ShouldBe(
            [("begin", StayEnd.Canceled, true, null), ("begin", StayEnd.Completed, false, null), ("wait", null, false, "begin")]);
    }

    [Fact]
    public void What_still_stands_when_the_instance_is_over_is_left()
    {
        var workflow = Loop.Activities[0].Id;
        var way = Way.Of(Loop, [Row(1, 0, "begin 3 Started", "begin 3 Completed", "wait 4 Started", "wait 4 Suspended"), Row(2, 5, $"{workflow} 1 Canceled")]);

        way.Stays[^1].End.ShouldBe(StayEnd.Canceled);
        way.Stays[^1].LeftAt.ShouldBe(Nine.AddHours(5));
    }

    private static TimelineItem Row(long seq, double hours, params string[] steps) => new(seq, Nine.AddHours(hours), "p", null, "Wake", [],
        [.. steps.Select(step => step.Split(' ')).Select(parts => new PathStep(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), Enum.Parse<StepKind>(parts[2])))]);
}
