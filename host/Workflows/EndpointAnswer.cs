using System.Text;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace GridWorkflow.Host.Workflows;

/// <summary>What a workflow answers, as a response. The headers of its path keep it from running a script with the rights of this site.</summary>
internal sealed class EndpointAnswer(HttpResponded answer) : IResult
{
    // Of the server, of the connection, or of the guard.
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "Set-Cookie", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Upgrade", "Trailer", "Content-Security-Policy",
        "X-Frame-Options", "X-Content-Type-Options", "Strict-Transport-Security", "Clear-Site-Data", "Service-Worker-Allowed",
    };

    // The transition is committed: a header that cannot be sent must not turn its answer into an error.
    private static bool IsPlain(string text) => text.All(character => character is >= ' ' and <= '~');

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        // An error of the workflow's own is its answer, with or without a body.
        if (httpContext.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        response.StatusCode = answer.StatusCode is >= 200 and <= 599 ? answer.StatusCode : StatusCodes.Status200OK;
        foreach (var (name, value) in answer.Headers)
        {
            if (!Kept.Contains(name) && IsPlain(name) && IsPlain(value))
                response.Headers[name] = value;
        }

        if (answer.EntityTag is { Length: > 0 } tag && IsPlain(tag))
            response.Headers.ETag = tag;
        if (answer.FileName is { Length: > 0 } file)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(file);
            response.Headers.ContentDisposition = disposition.ToString();
        }

        var bytes = answer.Content switch
        {
            null => [],
            byte[] raw => raw,
            var text => Encoding.UTF8.GetBytes(text as string ?? Convert.ToString(text, System.Globalization.CultureInfo.InvariantCulture) ?? ""),
        };
        if (bytes.Length > 0 && !HttpMethods.IsHead(httpContext.Request.Method) && response.StatusCode is not (204 or 304))
        {
            response.ContentType = answer.ContentType is { } type && IsPlain(type) ? type : "text/plain; charset=utf-8";
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }
}
