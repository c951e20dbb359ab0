namespace GridWorkflow.Host.Reports;

/// <summary>What the texts of a report may be, whichever way it comes in. Lengths count UTF-16 characters.</summary>
public static class ReportText
{
    public const int LongestTitle = 200;

    public const int LongestDescription = 4000;

    public const int LongestAddress = 300;

    public const int LongestSubject = 64;

    public const int LongestName = 100;

    public const int LongestPhone = 40;

    public const int LongestMail = 254;

    /// <summary>No control characters but those that lay out lines.</summary>
    public static bool IsPlain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'));
    }

    /// <summary>One mail address, and nothing that a mail header would take for more than one.</summary>
    public static bool IsMailAddress(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && text.IndexOf('@', at + 1) < 0
            && !text.Any(character => char.IsWhiteSpace(character) || character is ',' or ';' or '<' or '>' or '"' or '(' or ')');
    }
}
