using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Net.Http.Headers;

namespace GridWorkflow.Designer.Studio;

/// <summary>
/// Elsa Studio's files below <c>/designer/studio</c>: packed as they were shipped, and cached for ever where the address says what is in
/// them, by the name of the file or by the stamp before it.
/// </summary>
public static class StudioEndpoints
{
    /// <summary>Where Studio's pages and files are; the base address of its pages ends in a slash.</summary>
    public const string Root = "/designer/studio";

    /// <summary>Adds the list of files.</summary>
    public static void AddStudio(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => StudioFiles.At(AppContext.BaseDirectory));
        services.AddSingleton<StudioSheet>();
        services.AddSingleton<StudioPage>();
    }

    /// <summary>Maps the files, for those who may read in Studio.</summary>
    public static void MapStudio(this IEndpointRouteBuilder app, DesignerDoors doors)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(doors);
        var files = app.MapGroup(Root).RequireAuthorization(doors.Auditor).ExcludeFromDescription();
        // Studio writes addresses of a stock Studio into the bar: after it has run a workflow, for one. Loading one again leads to our page.
        files.MapGet("/workflows/definitions", () => Results.LocalRedirect(Root));
        files.MapGet("/workflows/definitions/{id}/edit", (string id) => Results.LocalRedirect($"{Root}/{Uri.EscapeDataString(id)}"));
        files.MapGet("/workflows/instances", () => Results.LocalRedirect($"{Root}/instances"));
        files.MapGet("/workflows/instances/{id}/view", (string id) => Results.LocalRedirect($"{Root}/instances/{Uri.EscapeDataString(id)}"));
        // A stamp of yesterday is answered too, but not kept: the page that asks is being loaded while the host was exchanged.
        files.MapGet("/_at/{stamp}/{**path}", (string stamp, string path, StudioFiles all, HttpContext http) => Send(all.Find(path), stamp == all.Stamp, http));
        files.MapGet($"/_at/{{stamp}}/{StudioSheet.Address}", (string stamp, StudioSheet sheet, StudioFiles all, HttpContext http) => all.IsThere ? Send(sheet, stamp == all.Stamp, http) : Results.NotFound());
        files.MapGet("/_framework/{**path}", (string path, StudioFiles all, HttpContext http) => Send(all.Find($"_framework/{path}"), false, http));
        files.MapGet("/_content/{**path}", (string path, StudioFiles all, HttpContext http) => Send(all.Find($"_content/{path}"), false, http));
    }

    private static IResult Send(StudioFile? file, bool isStamped, HttpContext http)
    {
        if (file is null)
            return Results.NotFound();
        Keep(http, isStamped || file.IsHashed);
        var (path, length, encoding) = Choose(file, http.Request);
        if (encoding is not null)
            http.Response.Headers.ContentEncoding = encoding;
        var tag = new EntityTagHeaderValue($"\"{length:x}-{File.GetLastWriteTimeUtc(path).Ticks:x}{(encoding is null ? "" : "-" + encoding)}\"");
        return Results.File(path, file.ContentType, entityTag: tag);
    }

    private static IResult Send(StudioSheet sheet, bool isStamped, HttpContext http)
    {
        Keep(http, isStamped);
        var (plain, packed) = sheet.Bytes;
        var takesBrotli = Takes(http.Request, "br");
        if (takesBrotli)
            http.Response.Headers.ContentEncoding = "br";
        return Results.Bytes(takesBrotli ? packed : plain, "text/css", entityTag: new EntityTagHeaderValue($"\"{plain.Length:x}{(takesBrotli ? "-br" : "")}\""));
    }

    private static void Keep(HttpContext http, bool forEver)
    {
        http.Response.Headers.CacheControl = forEver ? "private, max-age=31536000, immutable" : "private, no-cache";
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
    }

    private static (string Path, long Length, string? Encoding) Choose(StudioFile file, HttpRequest request)
    {
        if (file.Brotli is { } br && Takes(request, "br"))
            return (br.Path, br.Length, "br");
        if (file.Gzip is { } gz && Takes(request, "gzip"))
            return (gz.Path, gz.Length, "gzip");
        return (file.Path, file.Length, null);
    }

    /// <summary>Whether the client takes an encoding.</summary>
    internal static bool Takes(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && value.Quality is null or > 0);
}
