using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace GridWorkflow.Designer.Drawing;

/// <summary>Writes a drawn lifecycle as inline SVG. Looks come from classes, never from style attributes, so that a strict CSP holds.</summary>
public static class LifecycleSvg
{
    /// <summary>Height of a line below a box.</summary>
    internal const double LineBelow = 16;

    private const double Margin = 40;
    private const double LineHeight = 17;
    private const double SmallCharacter = 6.3;
    private const double LabelCharacter = 5.6;

    /// <summary>Id of the picture's element of a step, for links to it.</summary>
    public static string AnchorOf(string activityId) => $"step-{Uri.EscapeDataString(activityId)}";

    /// <param name="lifecycle">What to draw.</param>
    /// <param name="title">Name for people who do not see the picture; a list of the steps stands beside it.</param>
    /// <param name="here">Activities where the case waits now.</param>
    /// <param name="walked">Connections that the case has gone, by source and target.</param>
    public static string Write(DrawnLifecycle lifecycle, string title, IReadOnlySet<string> here, IReadOnlySet<(string Source, string Target)> walked)
    {
        ArgumentNullException.ThrowIfNull(here);
        ArgumentNullException.ThrowIfNull(walked);
        return Write(lifecycle, title, new LifecycleMarks(
            here.ToImmutableDictionary(id => id, _ => new NodeMark { Css = "here" }), walked.ToImmutableDictionary(way => way, _ => new ConnectionMark { Css = "walked" })));
    }

    /// <param name="lifecycle">What to draw.</param>
    /// <param name="title">Name for people who do not see the picture; a list of the steps stands beside it.</param>
    /// <param name="marks">What is written on steps and connections.</param>
    public static string Write(DrawnLifecycle lifecycle, string title, LifecycleMarks marks)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        ArgumentNullException.ThrowIfNull(marks);
        if (lifecycle.Nodes.IsEmpty)
            return "";
        var routes = DrawnRoute.Of(lifecycle, marks.LinesOf);
        var points = routes.SelectMany(route => route.Points).ToList();
        var left = Math.Min(lifecycle.Nodes.Min(node => node.X), points.Select(point => point.X).DefaultIfEmpty(double.MaxValue).Min()) - Margin;
        var top = Math.Min(lifecycle.Nodes.Min(node => node.Y), points.Select(point => point.Y).DefaultIfEmpty(double.MaxValue).Min()) - Margin;
        var right = Math.Max(lifecycle.Nodes.Max(node => node.X + node.Width), points.Select(point => point.X).DefaultIfEmpty(double.MinValue).Max()) + Margin;
        var bottom = Math.Max(lifecycle.Nodes.Max(node => node.Y + node.Height + (marks.LinesOf(node.Id) * LineBelow)), points.Select(point => point.Y).DefaultIfEmpty(double.MinValue).Max()) + Margin;

        var svg = new StringBuilder(16384);
        // What can be followed with the keyboard must not hide inside a picture.
        var role = marks.Nodes.Values.Any(mark => mark.Link is not null) ? "group" : "img";
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"{role}\" aria-label=\"{Text(title)}\" width=\"{F(right - left)}\" height=\"{F(bottom - top)}\" viewBox=\"{F(left)} {F(top)} {F(right - left)} {F(bottom - top)}\">");
        if (marks.Description is { } description)
            svg.Append(CultureInfo.InvariantCulture, $"<desc>{Text(description)}</desc>");
        svg.Append("<defs>");
        WriteArrow(svg, "flow-arrow", "flow-arrow");
        WriteArrow(svg, "flow-arrow-walked", "flow-arrow walked");
        svg.Append("</defs>");
        foreach (var route in routes)
            WriteLine(svg, route, marks.MarkOf(route.Connection));
        foreach (var node in lifecycle.Nodes)
            WriteNode(svg, node, marks.Nodes.GetValueOrDefault(node.Id));
        foreach (var route in routes)
            WriteLabel(svg, route, lifecycle.Nodes);
        foreach (var route in routes)
            WriteBadge(svg, route, marks.MarkOf(route.Connection));
        return svg.Append("</svg>").ToString();
    }

    private static void WriteArrow(StringBuilder svg, string id, string css) =>
        svg.Append(CultureInfo.InvariantCulture, $"<marker id=\"{id}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerUnits=\"userSpaceOnUse\" markerWidth=\"11\" markerHeight=\"11\" orient=\"auto-start-reverse\"><path class=\"{css}\" d=\"M0 0 10 5 0 10z\"/></marker>");

    private static void WriteLine(StringBuilder svg, DrawnRoute route, ConnectionMark? mark)
    {
        var css = mark is { Css.Length: > 0 } ? $" {mark.Css}" : "";
        var arrow = css.Contains("walked", StringComparison.Ordinal) ? "flow-arrow-walked" : "flow-arrow";
        var width = mark?.Width is { } pixels ? $" stroke-width=\"{F(pixels)}\"" : "";
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"flow-edge{Text(css)}\"{width} marker-end=\"url(#{arrow})\" d=\"{route.Data()}\">");
        if (mark?.Description is { } words)
            svg.Append(CultureInfo.InvariantCulture, $"<title>{Text(words)}</title>");
        svg.Append("</path>");
    }

    private static void WriteNode(StringBuilder svg, DrawnNode node, NodeMark? mark)
    {
        var part = node.Part switch { NodePart.Task => " task", NodePart.Start => " start", NodePart.End => " end", _ => "" };
        var css = mark is { Css.Length: > 0 } ? $" {mark.Css}" : "";
        var words = mark?.Description ?? node.Label;
        if (mark?.Link is { } link)
            svg.Append(CultureInfo.InvariantCulture, $"<a href=\"{Text(link)}\">");
        svg.Append(CultureInfo.InvariantCulture, $"<g id=\"{AnchorOf(node.Id)}\" class=\"flow-node{part}{Text(css)}\"><title>{Text(words)}</title>");
        var below = (mark?.Lines.Length ?? 0) * LineBelow;
        if (below > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"flow-strip\" x=\"{F(node.X)}\" y=\"{F(node.Y)}\" width=\"{F(node.Width)}\" height=\"{F(node.Height + below + 3)}\" rx=\"8\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{F(node.X)}\" y=\"{F(node.Y)}\" width=\"{F(node.Width)}\" height=\"{F(node.Height)}\" rx=\"8\"/>");
        var lines = LabelLines.Of(node.Label, (int)((node.Width - 24) / 7.4), node.Height >= 44 ? 2 : 1);
        // A long name is worth more than what kind of activity it is.
        var hasKind = node.Height >= 60 || (node.Height >= 48 && lines.Length == 1);
        var middle = node.X + (node.Width / 2);
        var first = node.Y + (node.Height / 2) - ((lines.Length - 1) * LineHeight / 2) + (hasKind ? -2 : 5);
        for (var i = 0; i < lines.Length; i++)
            WriteText(svg, "", middle, first + (i * LineHeight), lines[i]);
        if (hasKind)
            WriteText(svg, "flow-kind", middle, first + (lines.Length * LineHeight), node.Kind);
        for (var i = 0; i < (mark?.Lines.Length ?? 0); i++)
            WriteText(svg, "flow-below", middle, node.Y + node.Height + 13 + (i * LineBelow), LabelLines.Of(mark!.Lines[i], (int)((node.Width - 8) / SmallCharacter), 1)[0]);
        if (mark?.Badge is { } badge)
            WritePill(svg, "flow-badge", node.X + 4, node.Y, badge, fromLeft: true);
        if (mark?.Flag is { } flag)
            WritePill(svg, "flow-flag", node.X + node.Width - 4, node.Y, flag, fromLeft: false);
        svg.Append("</g>");
        if (mark?.Link is not null)
            svg.Append("</a>");
        if (node.Part != NodePart.Start)
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"flow-port\" cx=\"{F(node.In.X)}\" cy=\"{F(node.In.Y)}\" r=\"4\"/>");
        foreach (var port in node.Ports)
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"flow-port\" cx=\"{F(node.Out(port).X)}\" cy=\"{F(node.Out(port).Y)}\" r=\"4\"/>");
    }

    private static void WriteText(StringBuilder svg, string css, double x, double y, string text)
    {
        var name = css.Length == 0 ? "" : $" class=\"{css}\"";
        svg.Append(CultureInfo.InvariantCulture, $"<text{name} x=\"{F(x)}\" y=\"{F(y)}\" text-anchor=\"middle\">{Text(text)}</text>");
    }

    /// <summary>A small text on a plate that sits on an edge of a box.</summary>
    private static void WritePill(StringBuilder svg, string css, double x, double y, string text, bool fromLeft)
    {
        var width = (LabelLines.WidthOf(text) * SmallCharacter) + 12;
        var start = fromLeft ? x : x - width;
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{css}\"><rect x=\"{F(start)}\" y=\"{F(y - 9)}\" width=\"{F(width)}\" height=\"18\" rx=\"9\"/>");
        WriteText(svg, "", start + (width / 2), y + 4, text);
        svg.Append("</g>");
    }

    private static void WriteLabel(StringBuilder svg, DrawnRoute route, ImmutableArray<DrawnNode> nodes)
    {
        var label = route.Connection.Label;
        if (label.Length == 0)
            return;
        var (x, y) = route.Points[0];
        // Up to the next box; the whole label is told to whoever points at it.
        var room = nodes.Where(node => node.X > x && y > node.Y - 4 && y < node.Y + node.Height + 14).Select(node => node.X - x - 14).DefaultIfEmpty(double.MaxValue).Min();
        var characters = (int)Math.Min(int.MaxValue / 2, Math.Max(room, 30) / LabelCharacter);
        var shown = LabelLines.WidthOf(label) <= characters ? label : LabelLines.Cut(label, characters);
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"flow-label\" x=\"{F(x + 9)}\" y=\"{F(y - 4)}\">{Text(shown)}");
        if (shown != label)
            svg.Append(CultureInfo.InvariantCulture, $"<title>{Text(label)}</title>");
        svg.Append("</text>");
    }

    private static void WriteBadge(StringBuilder svg, DrawnRoute route, ConnectionMark? mark)
    {
        if (mark?.Badge is not { } badge)
            return;
        var middle = route.Middle;
        var width = (LabelLines.WidthOf(badge) * SmallCharacter) + 10;
        var css = mark.Css.Length > 0 ? $" {mark.Css}" : "";
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"flow-count{Text(css)}\"><rect x=\"{F(middle.X - (width / 2))}\" y=\"{F(middle.Y - 9)}\" width=\"{F(width)}\" height=\"18\" rx=\"9\"/>");
        WriteText(svg, "", middle.X, middle.Y + 4, badge);
        svg.Append("</g>");
    }

    private static string F(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
