using System.Collections.Immutable;
using System.Numerics;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.DryRuns;

namespace GridWorkflow.Runtime.DryRuns;

/// <summary>Counts what a dry run finds; its size depends on units and categories, not on cases. One for each worker, added up at the end.</summary>
internal sealed class DryRunTally
{
    private static readonly ShiftMark[] Marks = [.. Enum.GetValues<ShiftMark>().Where(mark => mark != ShiftMark.None)];

    private readonly Group _all = new();
    private readonly Dictionary<string, Group> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Group> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<(ClockKind, bool), MovedClocks> _moved = [];
    private readonly Dictionary<(string, string?), StuckReason> _reasons = [];

    public void Add(CaseShift shift)
    {
        _all.Add(shift.Marks);
        Of(_units, shift.UnitId).Add(shift.Marks);
        Of(_categories, shift.CategoryCode).Add(shift.Marks);
        foreach (var clock in shift.Clocks)
        {
            Move(clock.Kind, taken: false, clock.Difference);
            Move(clock.Kind, taken: true, clock.TakenDifference);
        }

        // A case counts once for each reason that it has.
        foreach (var problem in shift.Problems.DistinctBy(problem => (problem.Code, problem.ActivityId)))
            Count(new StuckReason(problem.Code, problem.ActivityId, problem.Reason, problem.Remedy, 1));
    }

    public void Add(DryRunTally other)
    {
        _all.Add(other._all);
        foreach (var (key, group) in other._units)
            Of(_units, key).Add(group);
        foreach (var (key, group) in other._categories)
            Of(_categories, key).Add(group);
        foreach (var ((kind, taken), moved) in other._moved)
            Move(kind, taken, moved);
        foreach (var reason in other._reasons.Values)
            Count(reason);
    }

    public DryRunCounts Counts() => new(
        _all.Counts(), Groups(_units), Groups(_categories),
        [.. _moved.Values.OrderBy(moved => moved.Taken).ThenBy(moved => moved.Kind)],
        [.. _reasons.Values.OrderByDescending(reason => reason.Cases).ThenBy(reason => reason.Code, StringComparer.Ordinal).ThenBy(reason => reason.ActivityId, StringComparer.Ordinal)]);

    private void Move(ClockKind kind, bool taken, TimeSpan? difference)
    {
        if (difference is not { } by || by == TimeSpan.Zero)
            return;
        Move(kind, taken, by < TimeSpan.Zero ? new MovedClocks(kind, taken, 1, 0, by, TimeSpan.Zero) : new MovedClocks(kind, taken, 0, 1, TimeSpan.Zero, by));
    }

    private void Move(ClockKind kind, bool taken, MovedClocks more)
    {
        var known = _moved.GetValueOrDefault((kind, taken)) ?? new MovedClocks(kind, taken, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
        _moved[(kind, taken)] = known with
        {
            Sooner = known.Sooner + more.Sooner,
            Later = known.Later + more.Later,
            MostSooner = known.MostSooner < more.MostSooner ? known.MostSooner : more.MostSooner,
            MostLater = known.MostLater > more.MostLater ? known.MostLater : more.MostLater,
        };
    }

    private void Count(StuckReason reason)
    {
        var known = _reasons.GetValueOrDefault((reason.Code, reason.ActivityId));
        _reasons[(reason.Code, reason.ActivityId)] = known is null ? reason : known with { Cases = known.Cases + reason.Cases };
    }

    private static Group Of(Dictionary<string, Group> groups, string key) => groups.TryGetValue(key, out var group) ? group : groups[key] = new Group();

    private static ImmutableArray<GroupCounts> Groups(Dictionary<string, Group> groups) =>
        [.. groups.Select(pair => new GroupCounts(pair.Key, pair.Value.Counts())).OrderBy(group => group.Key, StringComparer.Ordinal)];

    private sealed class Group
    {
        private readonly int[] _byMark = new int[Marks.Length];
        private int _cases;

        public void Add(ShiftMark marks)
        {
            _cases++;
            for (var left = (uint)marks; left != 0; left &= left - 1)
                _byMark[BitOperations.TrailingZeroCount(left)]++;
        }

        public void Add(Group other)
        {
            _cases += other._cases;
            for (var index = 0; index < _byMark.Length; index++)
                _byMark[index] += other._byMark[index];
        }

        public MarkCounts Counts() => new(
            _cases, Marks.Select((mark, index) => KeyValuePair.Create(mark, _byMark[index])).Where(pair => pair.Value > 0).ToImmutableSortedDictionary());
    }
}
