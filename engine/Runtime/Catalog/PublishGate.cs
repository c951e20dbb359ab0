using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Publishing;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Publishing;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>What the gate says to a definition that shall come into force.</summary>
internal abstract record GateVerdict
{
    private GateVerdict()
    {
    }

    /// <param name="Data">The reference data as they would be then.</param>
    public sealed record Open(ReferenceData Data, Program Program, ImmutableArray<Problem> Warnings) : GateVerdict;

    public sealed record Closed(ImmutableArray<Problem> Problems) : GateVerdict;
}

/// <summary>
/// What must hold before a definition comes into force: it compiles, nothing in it runs into the void, and everything that it and the
/// other files say of one another is true. Pure but for the look-up of versions that are not in force.
/// </summary>
/// <param name="rest">All files but definitions.</param>
/// <param name="find">Versions that are not in force.</param>
internal sealed class PublishGate(IReadOnlyList<SourceFile> rest, Func<string, int, WorkflowDefinition?> find)
{
    /// <param name="candidate">The definition with its number.</param>
    /// <param name="others">What else is in force.</param>
    public GateVerdict Check(SourceFile candidate, IReadOnlyList<SourceFile> others)
    {
        PublishReport report;
        try
        {
            var definition = Parse(candidate);
            report = PublishCheck.Run(definition, CaseActivities.Types, DefinitionSet.Options([.. others.Select(Parse), definition], find));
        }
        catch (RefusedException refused)
        {
            return Close(refused.Problems, candidate);
        }

        if (report.Program is null)
            return Close(report.Problems, candidate);
        var errors = report.Problems.Where(problem => problem.Severity == Severity.Error).ToList();
        try
        {
            var data = Load([.. others, candidate]);
            var program = data.Definitions.Current(report.Program.DefinitionId)!;
            errors.AddRange(RouteCheck.Run(report.Program, data.Definitions.Published));
            var casework = CaseworkCheck.Run(program, data);
            errors.AddRange(casework.Where(problem => problem.Severity == Severity.Error));
            return errors.Count > 0
                ? Close(errors, candidate)
                : new GateVerdict.Open(data, program, [.. report.Problems.Concat(casework).Select(problem => Tidy(problem, candidate))]);
        }
        catch (RefusedException refused)
        {
            return Close([.. errors, .. refused.Problems], candidate);
        }
    }

    /// <summary>The reference data with these definitions in force.</summary>
    /// <exception cref="RefusedException">With every problem.</exception>
    public ReferenceData Load(IReadOnlyList<SourceFile> definitions) => ReferenceData.Load([.. rest, .. definitions], find);

    /// <summary>The program of a text, or null while it does not compile.</summary>
    public Program? TryCompile(WorkflowDefinition definition, IReadOnlyList<WorkflowDefinition> inForce)
    {
        try
        {
            var others = inForce.Where(other => other.DefinitionId != definition.DefinitionId);
            return Program.Compile(definition, CaseActivities.Types, DefinitionSet.Options([.. others, definition], find));
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    public static WorkflowDefinition Parse(SourceFile file)
    {
        var definition = WorkflowDefinition.Parse(file.Text, file.Path);
        return file.Version is { } version ? definition.Numbered(version) : definition;
    }

    private static GateVerdict.Closed Close(IEnumerable<Problem> problems, SourceFile candidate) => new([.. problems.Select(problem => Tidy(problem, candidate))]);

    // The text of a draft lies in no file, and where it is one line its line says nothing.
    private static Problem Tidy(Problem problem, SourceFile candidate) =>
        problem.File != candidate.Path ? problem : problem with { File = null, Line = candidate.Text.Contains('\n', StringComparison.Ordinal) ? problem.Line : null };
}
