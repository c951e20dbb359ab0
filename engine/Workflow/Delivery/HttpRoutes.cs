using System.Collections.Immutable;

namespace GridWorkflow.Workflow.Delivery;

/// <summary>Something that waits for an HTTP request: a trigger or a bookmark of an HttpEndpoint.</summary>
/// <param name="Path">Path template: <c>orders/{id}</c>, <c>files/{**rest}</c>.</param>
/// <param name="Methods">Upper case; empty takes GET.</param>
/// <param name="Target">Whom it leads to.</param>
public sealed record HttpRoute<T>(string Path, IReadOnlyList<string> Methods, T Target);

/// <summary>What a request leads to.</summary>
public abstract record HttpMatch<T>
{
    private HttpMatch()
    {
    }

    /// <param name="Route">The route that fits best.</param>
    /// <param name="Values">Values of its parameters.</param>
    public sealed record Found(HttpRoute<T> Route, ImmutableSortedDictionary<string, object?> Values) : HttpMatch<T>;

    /// <summary>404.</summary>
    public sealed record NoPath : HttpMatch<T>;

    /// <summary>405.</summary>
    /// <param name="Allowed">The methods that the path takes.</param>
    public sealed record NoMethod(IReadOnlyList<string> Allowed) : HttpMatch<T>;

    /// <summary>409: more than one fits equally well.</summary>
    /// <param name="Routes">All that fit.</param>
    public sealed record Ambiguous(IReadOnlyList<HttpRoute<T>> Routes) : HttpMatch<T>;
}

/// <summary>Finds whom an HTTP request is for. Paths match without regard to case; literal segments go before parameters.</summary>
public static class HttpRoutes
{
    /// <summary>The route of a request.</summary>
    /// <param name="method">Method of the request.</param>
    /// <param name="path">Path of the request below the base path, with or without slash in front; not encoded.</param>
    /// <param name="routes">All that wait. Routes of several bookmarks of one instance count as well.</param>
    public static HttpMatch<T> Match<T>(string method, string path, IEnumerable<HttpRoute<T>> routes)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(routes);
        var segments = Split(path);
        var fitting = routes
            .Select(route => (Route: route, Fit: Fit(Split(route.Path), segments)))
            .Where(candidate => candidate.Fit is not null)
            .Select(candidate => (candidate.Route, Fit: candidate.Fit!))
            .ToList();
        if (fitting.Count == 0)
            return new HttpMatch<T>.NoPath();
        var taking = fitting.FindAll(candidate => Methods(candidate.Route).Contains(method, StringComparer.OrdinalIgnoreCase));
        if (taking.Count == 0)
            return new HttpMatch<T>.NoMethod([.. fitting.SelectMany(candidate => Methods(candidate.Route)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)]);
        var best = taking.Select(candidate => candidate.Fit.Rank).Min(StringComparer.Ordinal);
        taking.RemoveAll(candidate => !string.Equals(candidate.Fit.Rank, best, StringComparison.Ordinal));
        return taking.Count == 1
            ? new HttpMatch<T>.Found(taking[0].Route, taking[0].Fit.Values)
            : new HttpMatch<T>.Ambiguous([.. taking.Select(candidate => candidate.Route)]);
    }

    /// <summary>True when a path fits a template, whatever its method.</summary>
    public static bool Fits(string template, string path)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(path);
        return Fit(Split(template), Split(path)) is not null;
    }

    /// <summary>A template without what does not tell routes apart: the names of parameters and the case of letters.</summary>
    public static string Shape(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return string.Join('/', Split(template).Select(segment =>
            Parameter(segment) is { } parameter ? parameter.IsRest ? "{**}" : parameter.IsOptional ? "{?}" : "{}" : segment.ToUpperInvariant()));
    }

    /// <summary>Why a template cannot be a route; null when it can.</summary>
    public static string? Problem(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.AsSpan().IndexOfAny('?', '#', ' ') >= 0 || path.Contains("//", StringComparison.Ordinal))
            return $"Expected a path such as 'orders/{{id}}', but found '{path}'.";
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var segments = Split(path);
        for (var index = 0; index < segments.Length; index++)
        {
            var segment = segments[index];
            if (!segment.AsSpan().ContainsAny('{', '}', '*'))
                continue;
            if (Parameter(segment) is not { } parameter)
                return $"Expected a whole segment '{{name}}', but found '{segment}'.";
            if (!names.Add(parameter.Name))
                return $"Expected each parameter once, but '{parameter.Name}' comes twice.";
            if (parameter.IsRest && index < segments.Length - 1)
                return $"Expected '{segment}' at the end, but more follows.";
        }

        return null;
    }

    private sealed record Fitting(string Rank, ImmutableSortedDictionary<string, object?> Values);

    private static Fitting? Fit(string[] template, string[] path)
    {
        var rank = new char[template.Length];
        var values = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < template.Length; index++)
        {
            var parameter = Parameter(template[index]);
            if (parameter is { IsRest: true })
            {
                rank[index] = '2';
                values[parameter.Value.Name] = string.Join('/', path.Skip(index));
                return new Fitting(new string(rank, 0, index + 1), values.ToImmutable());
            }

            if (index >= path.Length)
            {
                if (parameter is not { IsOptional: true })
                    return null;
                rank[index] = '1';
                continue;
            }

            if (parameter is { } named)
                values[named.Name] = path[index];
            else if (!string.Equals(template[index], path[index], StringComparison.OrdinalIgnoreCase))
                return null;
            rank[index] = parameter is null ? '0' : '1';
        }

        return path.Length > template.Length ? null : new Fitting(new string(rank), values.ToImmutable());
    }

    private static (string Name, bool IsOptional, bool IsRest)? Parameter(string segment)
    {
        if (segment.Length < 3 || segment[0] != '{' || segment[^1] != '}')
            return null;
        var name = segment[1..^1];
        var rest = name.StartsWith('*');
        name = name.TrimStart('*');
        var optional = name.EndsWith('?');
        if (optional)
            name = name[..^1];
        var constraint = name.IndexOf(':', StringComparison.Ordinal);
        if (constraint >= 0)
            name = name[..constraint];
        return name.Length == 0 || name.AsSpan().ContainsAny('{', '}', '*') ? null : (name, optional, rest);
    }

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static IReadOnlyList<string> Methods<T>(HttpRoute<T> route) => route.Methods.Count > 0 ? route.Methods : ["GET"];
}
