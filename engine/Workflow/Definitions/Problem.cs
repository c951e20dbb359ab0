namespace GridWorkflow.Workflow.Definitions;

/// <summary>How bad a problem is.</summary>
public enum Severity : byte
{
    /// <summary>The definition cannot be used.</summary>
    Error,

    /// <summary>It can, but an admin should look.</summary>
    Warning,
}

/// <summary>Why a definition (or a file beside it) is refused, or what an admin should mend.</summary>
/// <param name="Code">Stable name of the rule, kebab-case: <c>unknown-activity-type</c>.</param>
/// <param name="Reason">What was expected and what was found.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Problem(string Code, string Reason, string Remedy)
{
    public Severity Severity { get; init; }

    public string? File { get; init; }

    /// <summary>Path inside the file: <c>root.activities[3].text</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Line in the file, from 1.</summary>
    public int? Line { get; init; }

    public string? ActivityId { get; init; }

    public string? Property { get; init; }

    public override string ToString()
    {
        var place = string.Join(':', new[] { File, Line?.ToString(System.Globalization.CultureInfo.InvariantCulture) }.Where(part => part is not null));
        var where = string.Join(' ', new[] { place, Path, ActivityId is null ? null : $"activity '{ActivityId}'", Property is null ? null : $"property '{Property}'" }
            .Where(part => !string.IsNullOrEmpty(part)));
        return $"{(where.Length > 0 ? where + ": " : "")}{Reason} {Remedy} [{Code}]";
    }
}

/// <summary>A definition or policy file that cannot be used, with every problem found.</summary>
public sealed class RefusedException(IReadOnlyList<Problem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
