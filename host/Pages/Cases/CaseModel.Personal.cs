using GridWorkflow.Casework.Duties;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

/// <summary>Who reported: masked, and in full for who asks and may.</summary>
public sealed partial class CaseModel
{
    private bool _shownInFull;

    public string ReporterText { get; private set; } = "";

    /// <summary>The reader may have it shown in full, which goes on record.</summary>
    public bool CanShowReporter { get; private set; }

    public async Task<IActionResult> OnPostReporterAsync(string number)
    {
        if (await door.Open(number, HttpContext.RequestAborted) is not { } detail)
            return NotFound();
        var outcome = await personal.Open(detail.File, HttpContext.RequestAborted);
        if (outcome is not CommandOutcome.Done)
        {
            CommandAnswers.Tell(this, outcome, "", wording);
            return RedirectToPage(new { number });
        }

        // Shown on this answer only; it is not for a cache, nor for the way back.
        Response.Headers.CacheControl = "no-store";
        _shownInFull = true;
        await Show(detail);
        return Page();
    }

    private void ShowReporter()
    {
        var reporter = _shownInFull ? File.Reporter : PersonalData.Masked(File.Reporter);
        ReporterText = reporter.IsAnonymous
            ? wording["case.anonymous"]
            : string.Join(" · ", new[] { reporter.Name, reporter.Phone, reporter.Email }.Where(part => part is not null));
        CanShowReporter = !_shownInFull && !File.Reporter.IsAnonymous && personal.MaySee(File);
    }
}
