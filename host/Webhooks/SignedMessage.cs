using System.Security.Cryptography;
using GridWorkflow.Host.Composition;

namespace GridWorkflow.Host.Webhooks;

/// <summary>What came to a webhook.</summary>
internal abstract record SignedReading
{
    private SignedReading()
    {
    }

    /// <summary>Signed by a known source, plain JSON by its headers.</summary>
    public sealed record Genuine(string Id, byte[] Body) : SignedReading;

    public sealed record Wrong(IResult Answer) : SignedReading;
}

/// <summary>Reads a signed message: first whether it is genuine, then whether it is of a kind that can be read.</summary>
internal static class SignedMessage
{
    /// <summary>Bytes of a body that are read at most.</summary>
    public const int BodyCap = 256 * 1024;

    private const int LongestId = 128;

    /// <summary>Signs for sources that do not exist, so that they cost the same time as those that do.</summary>
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(WebhookSecret.Length);

    public static async Task<SignedReading> Read(string source, HttpContext http, WebhookKeys keys, TimeProvider time)
    {
        var request = http.Request;
        var body = await BoundedBody.Read(request, BodyCap, http.RequestAborted);
        if (body is null)
            return Wrong(StatusCodes.Status413PayloadTooLarge, "body-too-long", "Expected at most 256 KiB, but the body is longer.", "Send one report per message, without attachments.");

        string id = request.Headers[WebhookSignature.IdHeader].ToString(), timestamp = request.Headers[WebhookSignature.TimestampHeader].ToString();
        var key = await keys.Of(source, http.RequestAborted);
        var genuine = WebhookSignature.IsGenuine(key ?? Nobody, id, timestamp, request.Headers[WebhookSignature.SignatureHeader].ToString(), body, time.GetUtcNow());
        if (key is null || !genuine || id.Length is 0 or > LongestId || id.Any(character => character is <= ' ' or > '~'))
            return Unsigned();

        if (!request.HasJsonContentType())
            return Wrong(StatusCodes.Status415UnsupportedMediaType, "not-json", "Expected the content type application/json, but found another.", "Send JSON and say so in Content-Type.");
        if (request.Headers.ContentEncoding.Count > 0)
            return Wrong(StatusCodes.Status415UnsupportedMediaType, "compressed", "Expected a plain body, but found a Content-Encoding.", "Send the body uncompressed.");
        return new SignedReading.Genuine(id, body);
    }

    /// <summary>One answer for every reason, so that nobody learns which sources there are.</summary>
    private static SignedReading.Wrong Unsigned() =>
        Wrong(StatusCodes.Status401Unauthorized, "not-signed", "Expected a message signed by a known source within five minutes, but it is not.",
            "Check the name of the source in the path, the secret, the clock, and that the raw body is signed as id.timestamp.body.");

    private static SignedReading.Wrong Wrong(int status, string code, string title, string remedy) => new(Problems.Of(status, code, title, remedy));
}
