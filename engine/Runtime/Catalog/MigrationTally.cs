using System.Collections.Immutable;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>Counts what a dry run finds and keeps one page of it.</summary>
internal sealed class MigrationTally(bool onlyStuck, PageRequest page)
{
    private readonly Dictionary<(string, string?), MigrationReason> _reasons = [];
    private readonly ImmutableArray<MigrationItem>.Builder _items = ImmutableArray.CreateBuilder<MigrationItem>();
    private int _total;
    private int _movable;
    private int _listed;

    public MigrationCounts Counts => new(_total, _movable, [.. _reasons.Values.OrderByDescending(reason => reason.Count).ThenBy(reason => reason.ActivityId, StringComparer.Ordinal)]);

    public ImmutableArray<MigrationItem> Items => _items.ToImmutable();

    public void Add(Guid instanceId, string? caseNumber, MoveDecision decision)
    {
        _total++;
        if (decision is MoveDecision.Impossible impossible)
        {
            // A case counts once for each reason that it has.
            foreach (var problem in impossible.Problems.DistinctBy(problem => (problem.Code, problem.ActivityId)))
            {
                var key = (problem.Code, problem.ActivityId);
                var known = _reasons.GetValueOrDefault(key) ?? new MigrationReason(problem.Code, problem.ActivityId, problem.Reason, problem.Remedy, 0);
                _reasons[key] = known with { Count = known.Count + 1 };
            }

            List(new MigrationItem(instanceId, caseNumber, [], impossible.Problems));
        }
        else
        {
            _movable++;
            if (!onlyStuck)
                List(new MigrationItem(instanceId, caseNumber, ((MoveDecision.Possible)decision).Notes, []));
        }
    }

    private void List(MigrationItem item)
    {
        var place = _listed++ - ((page.ValidNumber - 1) * page.ValidSize);
        if (place >= 0 && place < page.ValidSize)
            _items.Add(item);
    }
}
