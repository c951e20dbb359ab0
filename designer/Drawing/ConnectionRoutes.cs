using System.Collections.Immutable;

namespace GridWorkflow.Designer.Drawing;

/// <summary>A point of the canvas.</summary>
public readonly record struct CanvasPoint(double X, double Y);

/// <summary>A box that connections go around.</summary>
internal readonly record struct CanvasBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Whether a level or upright stretch runs through the inside.</summary>
    public bool IsCrossedBy(CanvasPoint a, CanvasPoint b, double margin) =>
        Math.Max(a.X, b.X) > Left - margin && Math.Min(a.X, b.X) < Right + margin && Math.Max(a.Y, b.Y) > Top - margin && Math.Min(a.Y, b.Y) < Bottom + margin;
}

/// <summary>
/// Finds ways for connections that go around boxes: over a sparse net of lines beside the boxes and through the ports, the way with the
/// least length, bends and stretches shared with other connections. The same drawing gives the same ways.
/// </summary>
internal sealed class ConnectionRoutes
{
    /// <summary>How far from a port a connection runs straight.</summary>
    public const double Stub = 14;

    private const double Margin = 6;
    private const double Bend = 34;
    private const double Shared = 3;
    private const int MostSteps = 40_000;

    private static readonly double[] Lanes = [Stub, Stub + 9, Stub + 18];

    private readonly CanvasBox[] _boxes;
    private readonly double[] _xs;
    private readonly double[] _ys;
    private readonly Dictionary<(int X, int Y, bool Level), bool> _free = [];
    private readonly Dictionary<(int X, int Y, bool Level), List<string>> _used = [];

    /// <param name="boxes">What to go around.</param>
    /// <param name="ports">Where connections begin and end; their heights are lines of the net.</param>
    public ConnectionRoutes(IEnumerable<CanvasBox> boxes, IEnumerable<CanvasPoint> ports)
    {
        _boxes = [.. boxes];
        var ends = ports.ToList();
        _xs = [.. _boxes.SelectMany(box => Lanes.SelectMany(lane => new[] { box.Left - lane, box.Right + lane })).Select(Whole).Distinct().Order()];
        _ys = [.. _boxes.SelectMany(box => Lanes.SelectMany(lane => new[] { box.Top - lane, box.Bottom + lane })).Concat(ends.Select(end => end.Y)).Select(Whole).Distinct().Order()];
    }

    /// <summary>The way from an outgoing port to an incoming one, ends included; null where the net has none.</summary>
    /// <param name="target">Connections to the same target may share a stretch.</param>
    public ImmutableArray<CanvasPoint>? Find(CanvasPoint from, CanvasPoint to, string target)
    {
        var start = At(from.X + Stub, from.Y);
        var goal = At(to.X - Stub, to.Y);
        if (start is not { } first || goal is not { } last)
            return null;
        var best = new Dictionary<(int X, int Y, int Way), double>();
        var before = new Dictionary<(int X, int Y, int Way), (int X, int Y, int Way)>();
        var open = new PriorityQueue<(int X, int Y, int Way), double>();
        var begin = (first.X, first.Y, Way: 0);
        best[begin] = 0;
        open.Enqueue(begin, 0);
        for (var steps = 0; steps < MostSteps && open.TryDequeue(out var here, out _); steps++)
        {
            // It arrives from the left.
            if (here.X == last.X && here.Y == last.Y && here.Way != 2)
                return Trace(here, before, from, to, target);
            var cost = best[here];
            for (var way = 0; way < 4; way++)
            {
                // Never back on itself.
                if (way == (here.Way + 2) % 4 || Next(here.X, here.Y, way) is not { } next || !IsFree(here.X, here.Y, next.X, next.Y))
                    continue;
                var length = Length(here.X, here.Y, next.X, next.Y);
                var total = cost + (length * Crowd(here.X, here.Y, next.X, next.Y, target)) + (way == here.Way ? 0 : Bend)
                    + (next.X == last.X && next.Y == last.Y && way != 0 ? Bend : 0);
                var key = (next.X, next.Y, way);
                if (best.TryGetValue(key, out var known) && known <= total)
                    continue;
                best[key] = total;
                before[key] = here;
                open.Enqueue(key, total + Math.Abs(_xs[next.X] - _xs[last.X]) + Math.Abs(_ys[next.Y] - _ys[last.Y]));
            }
        }

        return null;
    }

    private static double Whole(double number) => Math.Round(number, MidpointRounding.ToEven);

    private (int X, int Y)? At(double x, double y)
    {
        var (column, row) = (Array.BinarySearch(_xs, Whole(x)), Array.BinarySearch(_ys, Whole(y)));
        return column < 0 || row < 0 ? null : (column, row);
    }

    // 0 right, 1 down, 2 left, 3 up.
    private (int X, int Y)? Next(int x, int y, int way) => way switch
    {
        0 when x + 1 < _xs.Length => (x + 1, y),
        1 when y + 1 < _ys.Length => (x, y + 1),
        2 when x > 0 => (x - 1, y),
        3 when y > 0 => (x, y - 1),
        _ => null,
    };

    private double Length(int x, int y, int toX, int toY) => Math.Abs(_xs[x] - _xs[toX]) + Math.Abs(_ys[y] - _ys[toY]);

    private static (int X, int Y, bool Level) Stretch(int x, int y, int toX, int toY) => (Math.Min(x, toX), Math.Min(y, toY), y == toY);

    private bool IsFree(int x, int y, int toX, int toY)
    {
        var stretch = Stretch(x, y, toX, toY);
        if (_free.TryGetValue(stretch, out var free))
            return free;
        var (a, b) = (new CanvasPoint(_xs[x], _ys[y]), new CanvasPoint(_xs[toX], _ys[toY]));
        return _free[stretch] = !Array.Exists(_boxes, box => box.IsCrossedBy(a, b, Margin));
    }

    private double Crowd(int x, int y, int toX, int toY, string target) =>
        _used.TryGetValue(Stretch(x, y, toX, toY), out var others) && others.Exists(other => other != target) ? Shared : 1;

    private ImmutableArray<CanvasPoint> Trace(
        (int X, int Y, int Way) here, Dictionary<(int X, int Y, int Way), (int X, int Y, int Way)> before, CanvasPoint from, CanvasPoint to, string target)
    {
        var points = new List<CanvasPoint> { to, new(_xs[here.X], to.Y) };
        while (before.TryGetValue(here, out var previous))
        {
            var stretch = Stretch(here.X, here.Y, previous.X, previous.Y);
            if (!_used.TryGetValue(stretch, out var users))
                _used[stretch] = users = [];
            users.Add(target);
            here = previous;
            // The net is in whole pixels; ends keep their own height.
            points.Add(new CanvasPoint(_xs[here.X], _ys[here.Y] == Whole(to.Y) ? to.Y : _ys[here.Y] == Whole(from.Y) ? from.Y : _ys[here.Y]));
        }

        points.Add(from);
        points.Reverse();
        return Simplified(points);
    }

    private static ImmutableArray<CanvasPoint> Simplified(List<CanvasPoint> points)
    {
        var kept = ImmutableArray.CreateBuilder<CanvasPoint>(points.Count);
        for (var index = 0; index < points.Count; index++)
        {
            if (kept.Count > 0 && kept[^1] == points[index])
                continue;
            if (kept.Count > 1 && IsStraight(kept[^2], kept[^1], points[index]))
                kept[^1] = points[index];
            else
                kept.Add(points[index]);
        }

        return kept.ToImmutable();
    }

    private static bool IsStraight(CanvasPoint a, CanvasPoint b, CanvasPoint c) =>
        (Math.Abs(a.X - b.X) < 0.01 && Math.Abs(b.X - c.X) < 0.01) || (Math.Abs(a.Y - b.Y) < 0.01 && Math.Abs(b.Y - c.Y) < 0.01);
}
