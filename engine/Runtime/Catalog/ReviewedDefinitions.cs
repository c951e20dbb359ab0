using System.Collections.Immutable;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>How a reviewed version of a definition comes into force.</summary>
public sealed class ReviewedDefinitions(DefinitionLibrary library) : IReviewed
{
    public ReviewKind Kind => ReviewKind.Definition;

    /// <inheritdoc/>
    public async Task<ImmutableArray<Problem>> Enact(ReviewText review, ReviewDecision approval, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(approval);
        return await library.PublishReviewed(review.Review, approval, cancellation) switch
        {
            DefinitionOutcome.Refused refused => refused.Problems,
            DefinitionOutcome.Busy busy => throw new StoreUnavailableException(StoreTrouble.Busy, busy.Reason),
            _ => [],
        };
    }
}
