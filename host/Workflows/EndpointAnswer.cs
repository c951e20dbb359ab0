using System.Text;
using GridWorkflow.Workflow.Interpreter;

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

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = answer.StatusCode is >= 200 and <= 599 ? answer.StatusCode : StatusCodes.Status200OK;
        foreach (var (name, value) in answer.Headers)
        {
            if (!Kept.Contains(name))
                response.Headers[name] = value;
        }

        if (answer.EntityTag is { Length: > 0 } tag)
            response.Headers.ETag = tag;
        if (answer.FileName is { Length: > 0 } file)
            response.Headers.ContentDisposition = new System.Net.Mime.ContentDisposition { FileName = file, Inline = false }.ToString();
        var bytes = answer.Content switch
        {
            null => [],
            byte[] raw => raw,
            var text => Encoding.UTF8.GetBytes(text as string ?? Convert.ToString(text, System.Globalization.CultureInfo.InvariantCulture) ?? ""),
        };
        if (bytes.Length > 0 && !HttpMethods.IsHead(httpContext.Request.Method) && response.StatusCode is not (204 or 304))
        {
            response.ContentType = answer.ContentType ?? "text/plain; charset=utf-8";
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }
}
