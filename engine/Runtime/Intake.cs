using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime;

/// <summary>What the runner must know of a report before a case exists: which lifecycle, and what a repeated message gets.</summary>
internal static class Intake
{
    /// <summary>What a report is answered with; kept in the inbox for the next time.</summary>
    public sealed record Answer(Guid CaseId, string Number, string TrackingToken);

    public static IntakeOutcome Again(InboxRow known, byte[] bodyHash)
    {
        if (!known.BodyHash.AsSpan().SequenceEqual(bodyHash))
        {
            return new IntakeOutcome.Conflicting(
                $"Expected message '{known.MessageId}' of '{known.Source}' as it first came, but its body is another. Give each new report a new id.");
        }

        var answer = StoredJson.Read<Answer>(known.Answer);
        return new IntakeOutcome.Filed(answer.CaseId, answer.Number, answer.TrackingToken, Duplicate: true);
    }

    /// <summary>The lifecycle that the report's category names.</summary>
    public static Program? ProgramFor(Report report, ReferenceData data, out Category? category, out Refusal? refusal)
    {
        refusal = null;
        category = data.Catalogue.Find(report.CategoryCode);
        if (category is null)
        {
            refusal = new Refusal(
                RefusalKind.Invalid,
                "unknown-category",
                $"Expected a category of the catalogue, but found '{report.CategoryCode}'.",
                "Use a code of the catalogue.",
                "categoryCode");
            return null;
        }

        var program = data.Definitions.Current(category.DefinitionId);
        if (program is null)
        {
            refusal = new Refusal(
                RefusalKind.Conflict,
                "unknown-definition",
                $"Expected lifecycle '{category.DefinitionId}' of category '{category.Code}', but it is not loaded.",
                "Ask an admin to load the definition.");
        }

        return program;
    }

    public static IntakeOutcome Trouble(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Busy busy => new IntakeOutcome.Busy(busy.RetryAfter, "Too many commands are waiting."),
        WriteOutcome.Unavailable unavailable => new IntakeOutcome.Busy(TimeSpan.FromSeconds(1), unavailable.Reason),
        WriteOutcome.Impossible impossible => new IntakeOutcome.Failed(impossible.Reason),
        WriteOutcome.Conflict conflict => new IntakeOutcome.Failed(conflict.Reason),
        _ => throw new InvalidOperationException($"A filing has no outcome {outcome.GetType().Name}."),
    };
}
