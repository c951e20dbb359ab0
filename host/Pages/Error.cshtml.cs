using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int? Status { get; set; }

    private int? Shown => Status ?? (Response.StatusCode == StatusCodes.Status503ServiceUnavailable ? Response.StatusCode : null);

    public string TitleKey => Shown switch { 503 => "error.busy-title", 401 => "error.sign-in", 404 => "error.missing", 429 => "error.many", _ => "error.title" };

    public string TextKey => Shown switch { 503 => "error.busy", 401 => "error.sign-in-text", 404 => "error.missing-text", 429 => "error.many-text", _ => "error.text" };

    /// <summary>What an admin finds in the log.</summary>
    public string? Trace => Status is 401 or 404 ? null : Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    public void OnGet()
    {
    }

    public void OnPost()
    {
    }
}
