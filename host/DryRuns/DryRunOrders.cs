using System.Collections.Immutable;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.DryRuns;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.DryRuns;

/// <summary>What somebody wants to try: any of them, together.</summary>
/// <param name="DefinitionId">A definition; null: none.</param>
/// <param name="Version">Which version of it; null: the latest.</param>
/// <param name="ChangeOrder">A change of files that is being prepared; null: none.</param>
/// <param name="Files">Files as they would be.</param>
/// <param name="Map">New activity ids by old ones, where lifecycles differ.</param>
public sealed record DryRunWish(
    string? DefinitionId, int? Version, long? ChangeOrder, IReadOnlyList<FileChange> Files, ImmutableSortedDictionary<string, string> Map);

/// <summary>What became of a wish. Closed.</summary>
public abstract record DryRunAnswer
{
    private DryRunAnswer()
    {
    }

    public sealed record Started(Guid Id) : DryRunAnswer;

    /// <summary>Another one is running on this node.</summary>
    public sealed record Occupied(Guid Running) : DryRunAnswer;

    /// <summary>With every problem of the draft.</summary>
    public sealed record Refused(ImmutableArray<Problem> Problems) : DryRunAnswer;
}

/// <summary>Makes the draft that a dry run holds against the running cases, as publishing would make it.</summary>
public sealed class DryRunOrders(DefinitionLibrary library, DefinitionQueries definitions, FileQueries files, DryRunDesk desk)
{
    /// <summary>Begins a dry run.</summary>
    public async Task<DryRunAnswer> Start(DryRunWish wish, string by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var (changes, titles) = (wish.Files.ToList(), wish.Files.Select(file => file.Path).ToList());
        if (wish.ChangeOrder is { } number)
        {
            if (await files.Order(number, cancellation) is not { } order)
                return Refuse("unknown-change", $"Expected a change of files, but there is no number {number}.", "Choose one of the list.");
            changes.AddRange(await files.Drafts(number, cancellation));
            titles.Add($"#{number} {order.Row.Title}".TrimEnd());
        }

        if (wish.DefinitionId is { Length: > 0 } id)
        {
            VersionChoice choice = wish.Version is { } version ? new VersionChoice.Number(version) : new VersionChoice.Latest();
            if (await definitions.Find(id, choice, cancellation) is not { } found)
                return Refuse("unknown-version", $"Expected version {wish.Version} of '{id}', but there is none.", "Choose one of the list.");
            changes.Add(new FileChange($"definitions/{id}.json", found.Json));
            titles.Add($"{id} {found.Version.Version}");
        }

        if (changes.Count == 0)
            return Refuse("nothing-to-try", "Expected a draft, but nothing is chosen.", "Choose a version, a change of files, or give a file.");
        return await library.Candidate(changes, cancellation) switch
        {
            CandidateOutcome.Ready ready => desk.Start(new DryRunOrder(string.Join(", ", titles), ready.Data, wish.Map, by)) switch
            {
                DryRunStart.Started started => new DryRunAnswer.Started(started.Id),
                DryRunStart.Occupied occupied => new DryRunAnswer.Occupied(occupied.Running),
                _ => throw new System.Diagnostics.UnreachableException(),
            },
            CandidateOutcome.Refused refused => new DryRunAnswer.Refused(refused.Problems),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Reads a map of activities: <c>old=new</c>, one a line.</summary>
    /// <param name="problems">A line that is no pair, or maps an activity a second time.</param>
    public static ImmutableSortedDictionary<string, string> Map(string? text, out ImmutableArray<Problem> problems)
    {
        var (map, wrong) = (ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal), ImmutableArray.CreateBuilder<Problem>());
        foreach (var line in (text ?? "").Split(['\n', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(['=', '→'], 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } old, { Length: > 0 } now] || !map.TryAdd(old, now))
                wrong.Add(new Problem("bad-map", $"Expected old=new, each activity once, but found '{line}'.", "Write one pair a line, such as handle=work."));
        }

        problems = wrong.ToImmutable();
        return map.ToImmutable();
    }

    private static DryRunAnswer.Refused Refuse(string code, string reason, string remedy) => new([new Problem(code, reason, remedy)]);
}
