using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace GridWorkflow.Designer.Drawing;

/// <summary>Writes a drawn lifecycle as inline SVG. Looks come from classes, never from style attributes, so that a strict CSP holds.</summary>
public static class LifecycleSvg
{
    private const double Margin = 40;
    private const double LineHeight = 17;

    /// <param name="lifecycle">What to draw.</param>
    /// <param name="title">Name for people who do not see the picture; a list of the steps stands beside it.</param>
    /// <param name="here">Activities where the case waits now.</param>
    /// <param name="walked">Connections that the case has gone, by source and target.</param>
    public static string Write(DrawnLifecycle lifecycle, string title, IReadOnlySet<string> here, IReadOnlySet<(string Source, string Target)> walked)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        ArgumentNullException.ThrowIfNull(here);
        ArgumentNullException.ThrowIfNull(walked);
        if (lifecycle.Nodes.IsEmpty)
            return "";
        var points = lifecycle.Connections.SelectMany(connection => connection.Vertices).ToList();
        var left = Math.Min(lifecycle.Nodes.Min(node => node.X), points.Select(point => point.X).DefaultIfEmpty(double.MaxValue).Min()) - Margin;
        var top = Math.Min(lifecycle.Nodes.Min(node => node.Y), points.Select(point => point.Y).DefaultIfEmpty(double.MaxValue).Min()) - Margin;
        var right = Math.Max(lifecycle.Nodes.Max(node => node.X + node.Width), points.Select(point => point.X).DefaultIfEmpty(double.MinValue).Max()) + Margin;
        var bottom = Math.Max(lifecycle.Nodes.Max(node => node.Y + node.Height), points.Select(point => point.Y).DefaultIfEmpty(double.MinValue).Max()) + Margin + 30;

        var svg = new StringBuilder(4096);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{Text(title)}\" width=\"{F(right - left)}\" height=\"{F(bottom - top)}\" viewBox=\"{F(left)} {F(top)} {F(right - left)} {F(bottom - top)}\">");
        svg.Append("<defs><marker id=\"flow-arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerUnits=\"userSpaceOnUse\" markerWidth=\"11\" markerHeight=\"11\" orient=\"auto-start-reverse\"><path class=\"flow-arrow\" d=\"M0 0 10 5 0 10z\"/></marker></defs>");
        var nodes = lifecycle.Nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        foreach (var connection in lifecycle.Connections)
            WriteConnection(svg, connection, nodes[connection.Source], nodes[connection.Target], walked.Contains((connection.Source, connection.Target)));
        foreach (var node in lifecycle.Nodes)
            WriteNode(svg, node, here.Contains(node.Id));
        foreach (var connection in lifecycle.Connections)
            WriteLabel(svg, connection, nodes[connection.Source]);
        return svg.Append("</svg>").ToString();
    }

    private static void WriteConnection(StringBuilder svg, DrawnConnection connection, DrawnNode source, DrawnNode target, bool walked)
    {
        var from = source.Out(connection.Port);
        var to = target.In;
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"flow-edge{(walked ? " walked" : "")}\" marker-end=\"url(#flow-arrow)\" d=\"M{F(from.X)} {F(from.Y)}");
        if (!connection.Vertices.IsEmpty)
        {
            foreach (var (x, y) in connection.Vertices)
                svg.Append(CultureInfo.InvariantCulture, $" L{F(x)} {F(y)}");
            svg.Append(CultureInfo.InvariantCulture, $" L{F(to.X)} {F(to.Y)}");
        }
        else if (to.X >= from.X + 20)
        {
            var bend = Math.Max(30, (to.X - from.X) / 2);
            svg.Append(CultureInfo.InvariantCulture, $" C{F(from.X + bend)} {F(from.Y)} {F(to.X - bend)} {F(to.Y)} {F(to.X)} {F(to.Y)}");
        }
        else
        {
            // Backwards: out to the right, below (or above) both boxes, in from the left.
            var reach = 60 + (Math.Abs(from.X - to.X) / 8);
            var under = Math.Abs(to.Y - from.Y) < Math.Max(source.Height, target.Height)
                ? Math.Max(source.Y + source.Height, target.Y + target.Height) + 34
                : (from.Y + to.Y) / 2;
            svg.Append(CultureInfo.InvariantCulture, $" C{F(from.X + reach)} {F(from.Y)} {F(from.X + reach)} {F(under)} {F((from.X + to.X) / 2)} {F(under)} S{F(to.X - reach)} {F(to.Y)} {F(to.X)} {F(to.Y)}");
        }

        svg.Append("\"/>");
    }

    private static void WriteNode(StringBuilder svg, DrawnNode node, bool here)
    {
        var part = node.Part switch { NodePart.Task => " task", NodePart.Start => " start", NodePart.End => " end", _ => "" };
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"flow-node{part}{(here ? " here" : "")}\"><title>{Text(node.Label)}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{F(node.X)}\" y=\"{F(node.Y)}\" width=\"{F(node.Width)}\" height=\"{F(node.Height)}\" rx=\"8\"/>");
        var lines = Lines(node.Label, (int)((node.Width - 24) / 7.4), node.Height >= 60 ? 2 : 1);
        var middle = node.X + (node.Width / 2);
        var first = node.Y + (node.Height / 2) - ((lines.Length - 1) * LineHeight / 2) + (node.Height >= 48 ? -2 : 5);
        for (var i = 0; i < lines.Length; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{F(middle)}\" y=\"{F(first + (i * LineHeight))}\" text-anchor=\"middle\">{Text(lines[i])}</text>");
        if (node.Height >= 48)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"flow-kind\" x=\"{F(middle)}\" y=\"{F(first + (lines.Length * LineHeight))}\" text-anchor=\"middle\">{Text(node.Kind)}</text>");
        svg.Append("</g>");
        if (node.Part != NodePart.Start)
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"flow-port\" cx=\"{F(node.In.X)}\" cy=\"{F(node.In.Y)}\" r=\"4\"/>");
        foreach (var port in node.Ports)
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"flow-port\" cx=\"{F(node.Out(port).X)}\" cy=\"{F(node.Out(port).Y)}\" r=\"4\"/>");
    }

    private static void WriteLabel(StringBuilder svg, DrawnConnection connection, DrawnNode source)
    {
        if (connection.Label.Length == 0)
            return;
        var (x, y) = source.Out(connection.Port);
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"flow-label\" x=\"{F(x + 9)}\" y=\"{F(y - 4)}\">{Text(connection.Label)}</text>");
    }

    /// <summary>Breaks a label; a Chinese character is as wide as two Latin ones and may end any line.</summary>
    private static ImmutableArray<string> Lines(string label, int width, int most)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var line = new StringBuilder();
        var used = 0;
        foreach (var word in Words(label))
        {
            var length = word.Sum(character => character > 0x2E80 ? 2 : 1);
            if (used > 0 && used + length > width)
            {
                lines.Add(line.ToString().Trim());
                line.Clear();
                used = 0;
            }

            line.Append(word);
            used += length;
        }

        lines.Add(line.ToString().Trim());
        if (lines.Count <= most)
            return lines.ToImmutable();
        lines[most - 1] += "…";
        return [.. lines.Take(most)];
    }

    private static IEnumerable<string> Words(string label)
    {
        var word = new StringBuilder();
        foreach (var character in label)
        {
            if (character > 0x2E80)
            {
                if (word.Length > 0)
                    yield return word.ToString();
                word.Clear();
                yield return character.ToString();
                continue;
            }

            word.Append(character);
            if (character != ' ')
                continue;
            yield return word.ToString();
            word.Clear();
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    private static string F(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
