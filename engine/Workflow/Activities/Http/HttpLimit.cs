using System.Collections;
using System.Text.Json;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Http;

/// <summary>A limit on what an HttpEndpoint takes.</summary>
/// <param name="Outcome">The outcome for what breaks it.</param>
/// <param name="StatusCode">The answer when the outcome is not exposed.</param>
/// <param name="Property">Exposes the outcome.</param>
internal sealed record HttpLimit(string Outcome, int StatusCode, string Property)
{
    private static readonly HttpLimit RequestTooLarge = new("Request too large", 413, "exposeRequestTooLargeOutcome");
    private static readonly HttpLimit FileTooLarge = new("File too large", 413, "exposeFileTooLargeOutcome");
    private static readonly HttpLimit InvalidExtension = new("Invalid file extension", 415, "exposeInvalidFileExtensionOutcome");
    private static readonly HttpLimit InvalidMimeType = new("Invalid file MIME type", 415, "exposeInvalidFileMimeTypeOutcome");

    public static IReadOnlyList<HttpLimit> All { get; } = [FileTooLarge, RequestTooLarge, InvalidExtension, InvalidMimeType];

    public bool IsExposed(ActivityNode node) => node.TryGet(Property, out var flag) && flag.ValueKind == JsonValueKind.True;

    /// <summary>The first limit that a request breaks; null when it keeps to all.</summary>
    public static HttpLimit? FirstBroken(ActivityContext c, IDictionary<string, object?> call, IList files)
    {
        if (c.Input("RequestSizeLimit") is long most && HttpEndpoint.Held(call, "Length") is { } length && Convert.ToInt64(length, System.Globalization.CultureInfo.InvariantCulture) > most)
            return RequestTooLarge;
        var allowed = Texts(c.Input("AllowedFileExtensions"));
        var blocked = Texts(c.Input("BlockedFileExtensions"));
        var mimeTypes = Texts(c.Input("AllowedMimeTypes"));
        foreach (var file in files.OfType<IDictionary<string, object?>>())
        {
            if (c.Input("FileSizeLimit") is long mostOfFile && HttpEndpoint.Held(file, "Content") is byte[] content && content.Length > mostOfFile)
                return FileTooLarge;
            var extension = Path.GetExtension(HttpEndpoint.Held(file, "Name") as string ?? "").TrimStart('.');
            if ((allowed.Count > 0 && !allowed.Contains(extension)) || blocked.Contains(extension))
                return InvalidExtension;
            if (mimeTypes.Count > 0 && !mimeTypes.Contains(HttpEndpoint.Held(file, "ContentType") as string ?? ""))
                return InvalidMimeType;
        }

        return null;
    }

    private static HashSet<string> Texts(object? value) =>
        value is IList list ? list.Cast<object?>().Select(item => (Text.Of(item) ?? "").Trim().TrimStart('.')).ToHashSet(StringComparer.OrdinalIgnoreCase) : [];
}
