using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace GridWorkflow.Designer.Drawing;

/// <summary>A connection as a line on the canvas.</summary>
/// <param name="Points">Ends and bends, in order.</param>
/// <param name="IsBack">It leads to a step that stands further to the left: a way back.</param>
public sealed record DrawnRoute(DrawnConnection Connection, ImmutableArray<CanvasPoint> Points, bool IsBack)
{
    private const double Round = 9;

    /// <summary>Lines of all connections of a drawing, around its boxes where that can be helped.</summary>
    /// <param name="lines">How many lines stand below a box.</param>
    internal static ImmutableArray<DrawnRoute> Of(DrawnLifecycle lifecycle, Func<string, int> lines)
    {
        var nodes = lifecycle.Nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        var ends = lifecycle.Connections.SelectMany(connection => new[] { Out(nodes[connection.Source], connection.Port), In(nodes[connection.Target]) });
        var routes = new ConnectionRoutes(
            lifecycle.Nodes.Select(node => new CanvasBox(node.X, node.Y, node.X + node.Width, node.Y + node.Height + (lines(node.Id) * LifecycleSvg.LineBelow))), ends);
        // Short ones first: what is near goes straight, what is far goes around it.
        return
        [
            .. lifecycle.Connections.Select((connection, place) => (connection, place))
                .OrderBy(one => Distance(Out(nodes[one.connection.Source], one.connection.Port), In(nodes[one.connection.Target])))
                .Select(one => (Route: Route(one.connection), one.place))
                .OrderBy(one => one.place)
                .Select(one => one.Route),
        ];

        DrawnRoute Route(DrawnConnection connection)
        {
            var (source, target) = (nodes[connection.Source], nodes[connection.Target]);
            var (from, to) = (Out(source, connection.Port), In(target));
            var points = connection.Vertices.IsEmpty
                ? routes.Find(from, to, connection.Target) ?? Plain(from, to)
                : [from, .. connection.Vertices.Select(vertex => new CanvasPoint(vertex.X, vertex.Y)), to];
            return new DrawnRoute(connection, points, target.X + (target.Width / 2) < source.X + (source.Width / 2) || source.Id == target.Id);
        }
    }

    /// <summary>In the middle of the longest stretch.</summary>
    public CanvasPoint Middle
    {
        get
        {
            var (longest, middle) = (-1.0, Points[0]);
            for (var index = 1; index < Points.Length; index++)
            {
                var length = Distance(Points[index - 1], Points[index]);
                if (length > longest)
                    (longest, middle) = (length, new CanvasPoint((Points[index - 1].X + Points[index].X) / 2, (Points[index - 1].Y + Points[index].Y) / 2));
            }

            return middle;
        }
    }

    /// <summary>As the data of an SVG path, with round bends.</summary>
    internal string Data()
    {
        var data = new StringBuilder(64).Append(CultureInfo.InvariantCulture, $"M{F(Points[0].X)} {F(Points[0].Y)}");
        for (var index = 1; index < Points.Length - 1; index++)
        {
            var (before, bend, after) = (Points[index - 1], Points[index], Points[index + 1]);
            var radius = Math.Min(Round, Math.Min(Distance(before, bend), Distance(bend, after)) / 2);
            var (a, b) = (Toward(bend, before, radius), Toward(bend, after, radius));
            data.Append(CultureInfo.InvariantCulture, $" L{F(a.X)} {F(a.Y)} Q{F(bend.X)} {F(bend.Y)} {F(b.X)} {F(b.Y)}");
        }

        return data.Append(CultureInfo.InvariantCulture, $" L{F(Points[^1].X)} {F(Points[^1].Y)}").ToString();
    }

    private static CanvasPoint Out(DrawnNode node, string port) => node.Out(port) is var (x, y) ? new CanvasPoint(x, y) : default;

    private static CanvasPoint In(DrawnNode node) => node.In is var (x, y) ? new CanvasPoint(x, y) : default;

    // Where the net has no way, as when boxes lie over each other.
    private static ImmutableArray<CanvasPoint> Plain(CanvasPoint from, CanvasPoint to) =>
        to.X >= from.X ? [from, new((from.X + to.X) / 2, from.Y), new((from.X + to.X) / 2, to.Y), to] : [from, new(from.X + ConnectionRoutes.Stub, from.Y), new(to.X - ConnectionRoutes.Stub, to.Y), to];

    private static double Distance(CanvasPoint a, CanvasPoint b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);

    private static CanvasPoint Toward(CanvasPoint from, CanvasPoint to, double length)
    {
        var whole = Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y)));
        return whole < 0.001 ? from : new CanvasPoint(from.X + ((to.X - from.X) * length / whole), from.Y + ((to.Y - from.Y) * length / whole));
    }

    private static string F(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
