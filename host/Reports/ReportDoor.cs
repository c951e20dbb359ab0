using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Host.Access;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Reports;

/// <summary>What became of a report by hand.</summary>
/// <param name="Outcome">Of the filing.</param>
/// <param name="Repeats">Earlier cases that are likely about the same.</param>
public sealed record HandReport(IntakeOutcome Outcome, Repeats Repeats);

/// <summary>
/// 上報 by hand: somebody of the organisation opens a case in her own name, from the page or by REST. What she may report in, and as what
/// channel it counts, follows from her posts.
/// </summary>
public sealed class ReportDoor(CaseRunner runner, RepeatWatch watch, ReferenceCatalog reference, Reader reader)
{
    /// <summary>The categories in which the reader may open cases, in the order of the catalogue.</summary>
    public IReadOnlyList<Category> Categories => field ??= reader.Person is null
        ? []
        : [.. reference.Current.Catalogue.Categories.Where(category => ReportRights.May(reader.Actor, category, reference.Current))];

    /// <param name="report">Checked for form; a limit of its own is left out, since nobody sets the one that she is measured by.</param>
    /// <param name="body">What was sent, as it is compared when the key comes again.</param>
    /// <param name="key">Idempotency key; those of different people never meet.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<HandReport> File(Report report, byte[] body, string key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        var data = reference.Current;
        // An account whose person has left would pass for a system.
        if (reader.Person is not { } person)
        {
            return Refused(new Refusal(
                RefusalKind.Forbidden, "not-in-organisation", "Expected somebody of the organisation, but the account has no person in it.",
                "Sign in as a member of staff, or have the organisation file extended."));
        }

        if (report.Subject is { } subject && data.Subjects.GetValueOrDefault(subject) is { } known && known.GridCode != report.GridCode)
        {
            return Refused(new Refusal(
                RefusalKind.Invalid, "subject-elsewhere", $"Expected a subject of grid '{report.GridCode}', but '{subject}' lies in '{known.GridCode}'.", $"Report it in grid '{known.GridCode}'.", "subject"));
        }

        if (data.Catalogue.Find(report.CategoryCode) is { ByHand: false } closed)
        {
            return Refused(new Refusal(
                RefusalKind.Invalid, "category-not-by-hand", $"Expected a category that people report in, but cases of '{closed.Code}' come from files and systems only.", "Choose another category.", "category"));
        }

        var program = data.Catalogue.Find(report.CategoryCode) is { } category ? data.Definitions.Current(category.DefinitionId) : null;
        var source = program is null ? ReportRights.Staff : ReportRights.SourceOf(person, program, data);
        var outcome = await runner.File(source, MessageId(person.Id, key), SHA256.HashData(body), report with { TargetAt = null }, cancellation, reader.Actor);
        return new HandReport(outcome, outcome is IntakeOutcome.Filed filed ? await Look(filed, report, data, cancellation) : Repeats.None);
    }

    private static HandReport Refused(Refusal refusal) => new(new IntakeOutcome.Refused(refusal), Repeats.None);

    // Of one length, whatever people are called.
    private static string MessageId(string personId, string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{personId}\n{key}")));

    // The case is filed; what looking for repeats cannot tell now must not make anybody report it again.
    private async Task<Repeats> Look(IntakeOutcome.Filed filed, Report report, ReferenceData data, CancellationToken cancellation)
    {
        if (data.Catalogue.Find(report.CategoryCode)?.Repeats is null)
            return Repeats.None;
        try
        {
            return await watch.Look(filed.CaseId, cancellation);
        }
        catch (StoreUnavailableException)
        {
            return Repeats.None;
        }
    }
}
