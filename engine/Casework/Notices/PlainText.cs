using System.Net;
using System.Text;

namespace GridWorkflow.Casework.Notices;

/// <summary>The text of an HTML fragment of our own templates, for mail programs that show no HTML.</summary>
internal static class PlainText
{
    private static readonly string[] Blocks = ["p", "div", "li", "tr", "h1", "h2", "h3", "table", "ul", "ol", "br", "hr", "blockquote", "pre"];

    /// <summary>Tags are left out, blocks begin a new line, links show their address behind their text.</summary>
    public static string Of(string html)
    {
        var text = new StringBuilder(html.Length);
        string? link = null;
        for (var at = 0; at < html.Length;)
        {
            var open = html.IndexOf('<', at);
            if (open < 0)
            {
                text.Append(WebUtility.HtmlDecode(html[at..]));
                break;
            }

            text.Append(WebUtility.HtmlDecode(html[at..open]));
            var close = html.IndexOf('>', open);
            if (close < 0)
                break;
            var tag = html[(open + 1)..close];
            at = close + 1;
            var name = new string([.. tag.TrimStart('/').TakeWhile(char.IsAsciiLetterOrDigit)]).ToLowerInvariant();
            if (name == "a")
            {
                if (tag.StartsWith('/') && link is not null && !EndsWith(text, link))
                    text.Append(" (").Append(link).Append(')');
                link = tag.StartsWith('/') ? null : Address(tag);
            }
            else if (Blocks.Contains(name))
            {
                text.Append('\n');
            }
            else if (name is "td" or "th" && tag.StartsWith('/'))
            {
                text.Append(' ');
            }
        }

        var lines = text.ToString().Split('\n').Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static bool EndsWith(StringBuilder text, string end) =>
        text.Length >= end.Length && text.ToString(text.Length - end.Length, end.Length) == end;

    private static string? Address(string tag)
    {
        var from = tag.IndexOf("href=\"", StringComparison.OrdinalIgnoreCase);
        if (from < 0)
            return null;
        var to = tag.IndexOf('"', from + 6);
        return to < 0 ? null : WebUtility.HtmlDecode(tag[(from + 6)..to]);
    }
}
