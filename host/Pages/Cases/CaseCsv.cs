using System.Text;

namespace GridWorkflow.Host.Pages.Cases;

/// <summary>Writes tables that people open in a spreadsheet (RFC 4180). A cell never becomes a formula.</summary>
public static class CaseCsv
{
    public static async Task Write(Stream to, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, CancellationToken cancellation)
    {
        // The byte order mark makes spreadsheets read Chinese as what it is.
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await text.WriteAsync(Row(header));
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            await text.WriteAsync(Row(row));
        }
    }

    /// <summary>A cell as inert text: what a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).</summary>
    public static string Inert(string cell) =>
        cell.TrimStart(' ', '\u00A0') is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..] ? "'" + cell : cell;

    private static string Row(IEnumerable<string> cells) => string.Join(',', cells.Select(cell => Quoted(Inert(cell)))) + "\r\n";

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
