using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// How a reviewed migration is run. Each case moves in a transition of its own, so the approval is written first; what a run that broke off has
/// left is asked for again.
/// </summary>
public sealed class ReviewedMigrations(MigrationDesk desk) : IReviewed
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public ReviewKind Kind => ReviewKind.Migration;

    /// <inheritdoc/>
    public Task<ImmutableArray<Problem>> Enact(ReviewText review, ReviewDecision approval, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(approval);
        return desk.RunReviewed(review, approval, cancellation);
    }

    /// <summary>The order that a review holds.</summary>
    /// <param name="content">Its text.</param>
    public static MigrationOrder Order(string content) => Read(content).Order;

    /// <summary>Whether the review lets cases without an image in the new version stay behind; otherwise one of them stops the whole.</summary>
    /// <param name="content">Its text.</param>
    public static bool LeavesStuck(string content) => Read(content).LeaveStuck;

    /// <summary>What is reviewed: the order as it would be run, and the program that it leads to.</summary>
    internal static string Text(MigrationOrder order, string toHash, bool leaveStuck) => JsonSerializer.Serialize(
        new Stored(
            order.DefinitionId, order.FromHash, order.ToVersion, toHash, order.Map.WithComparers(StringComparer.Ordinal),
            order.Clocks?.ToImmutableSortedDictionary(StringComparer.Ordinal), leaveStuck), Options);

    internal static (MigrationOrder Order, string ToHash, bool LeaveStuck) Read(string content)
    {
        var stored = JsonSerializer.Deserialize<Stored>(content, Options) ?? throw new FormatException("Expected a migration, but the review has none.");
        return (new MigrationOrder(stored.DefinitionId, stored.FromHash, stored.ToVersion, stored.Map.WithComparers(StringComparer.Ordinal)) { Clocks = stored.Clocks?.WithComparers(StringComparer.Ordinal) }, stored.ToHash, stored.LeaveStuck);
    }

    private sealed record Stored(
        string DefinitionId, string FromHash, int ToVersion, string ToHash, ImmutableSortedDictionary<string, string> Map, ImmutableSortedDictionary<string, string>? Clocks, bool LeaveStuck);
}
