using System.Collections.Immutable;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>How a reviewed change of reference files comes into force. Its text is that of all its files, one after the other.</summary>
public sealed class ReviewedFiles(FileLibrary library) : IReviewed
{
    public ReviewKind Kind => ReviewKind.Policy;

    /// <inheritdoc/>
    public async Task<ImmutableArray<Problem>> Enact(ReviewText review, ReviewDecision approval, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(approval);
        return await library.PublishReviewed(review, approval, cancellation) switch
        {
            ChangeOutcome.Refused refused => refused.Problems,
            ChangeOutcome.Busy busy => throw new StoreUnavailableException(StoreTrouble.Busy, busy.Reason),
            _ => [],
        };
    }

    /// <summary>The files of a change as they are in force.</summary>
    internal static string Before(ImmutableArray<PublishedFile> files, ImmutableArray<FileVersionRow> drafts) =>
        string.Concat(drafts.Select(draft => Shown(draft.Path, files.FirstOrDefault(file => file.Path == draft.Path)?.Text)));

    /// <summary>The files of a change as they would be.</summary>
    internal static string After(ImmutableArray<FileVersionRow> drafts) => string.Concat(drafts.Select(draft => Shown(draft.Path, draft.Text)));

    /// <param name="hands">Who has changed one of the drafts; the last of them and who asks are no second person, and the others neither.</param>
    internal static ReviewRequest Request(ChangeOrder change, string before, string after, IReadOnlyList<string> hands, string by, string? note) => new(
        ReviewKind.Policy, change.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), change.Row.Title, after, by)
    {
        Before = before,
        EditedBy = hands.LastOrDefault(hand => hand != by) ?? by,
        Note = note,
    };

    internal static Problem NoSecondPerson(string by) =>
        new("no-second-person", $"Expected somebody who had no hand in the change, but '{by}' has changed one of its files.", "Let another admin decide.");

    private static string Shown(string path, string? text) => text is null ? $"=== {path}: -\n" : $"=== {path}\n{text}{(text.EndsWith('\n') ? "" : "\n")}";
}
