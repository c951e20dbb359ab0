using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// Ladders and calendars that clocks of running cases name, stopped ones too: a case whose clock has lost one cannot even be completed, so neither publishing nor a
/// start may take it away.
/// </summary>
internal static class RulesInUse
{
    /// <summary>Problems of what a snapshot no longer has.</summary>
    /// <param name="before">In force now.</param>
    /// <param name="after">What shall be.</param>
    /// <param name="queries">Counts the running cases; asked only where something goes.</param>
    public static Task<ImmutableArray<Problem>> Missed(ReferenceData before, ReferenceData after, FileQueries queries, CancellationToken cancellation) =>
        Missed([.. before.Ladders.Keys], [.. before.Calendars.Keys], after, queries, cancellation);

    /// <summary>The same, where only the files are known that are in force now.</summary>
    public static Task<ImmutableArray<Problem>> Missed(IReadOnlyCollection<SourceFile> before, ReferenceData after, FileQueries queries, CancellationToken cancellation) =>
        Missed([.. Ids(before, "ladders", file => LadderFile.Read(file).Id)], [.. Ids(before, "calendars", file => CalendarFile.Read(file).Id)], after, queries, cancellation);

    private static async Task<ImmutableArray<Problem>> Missed(
        ImmutableArray<string> ladders, ImmutableArray<string> calendars, ReferenceData after, FileQueries queries, CancellationToken cancellation)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var (kind, property, ids) in new[] { ("ladder", "ladderId", ladders.RemoveAll(after.Ladders.ContainsKey)), ("calendar", "calendarId", calendars.RemoveAll(after.Calendars.ContainsKey)) })
        {
            foreach (var id in ids)
            {
                if (await queries.RunningCasesWith(property, id, cancellation) is > 0 and var cases)
                {
                    problems.Add(new Problem(
                        $"{kind}-in-use", $"Expected {kind} '{id}', which clocks of {cases.ToString(CultureInfo.InvariantCulture)} running cases name, but nothing would have it any more.",
                        "Keep it until these cases are closed; policies may name another one for new cases."));
                }
            }
        }

        return problems.ToImmutable();
    }

    private static IEnumerable<string> Ids(IEnumerable<SourceFile> files, string folder, Func<SourceFile, string> read)
    {
        foreach (var file in files.Where(file => ReferencePath.KindOf(file.Path) == folder))
        {
            string id;
            try
            {
                id = read(file);
            }
            catch (RefusedException)
            {
                // A release that reads files more strictly: whether it fits is told where it is loaded.
                continue;
            }

            yield return id;
        }
    }
}
