using GridWorkflow.Host.Access;
using GridWorkflow.Host.Figures;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Schedules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

/// <summary>One bulletin, with what its figures were made of; who may publishes, withdraws and restates it here.</summary>
[Authorize(Policies.Overview)]
public sealed class BulletinModel(BulletinQueries queries, BulletinDesk desk, Reader reader, ReferenceCatalog reference, Names names, FigureWords words, Wording wording)
    : BulletinPage(queries, desk, reader, reference, names, words, wording)
{
    private const int MostReason = 500;

    private readonly BulletinDesk _desk = desk;
    private readonly Reader _reader = reader;
    private readonly Wording _wording = wording;

    public async Task<IActionResult> OnGetAsync(Guid id) => await Load(id, HttpContext.RequestAborted) ? Page() : NotFound();

    public async Task<IActionResult> OnPostPublishAsync(Guid id) => Answer(await _desk.Publish(_reader.Person, id, HttpContext.RequestAborted), "bulletin.was-published", id);

    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MostReason)
        {
            Flash.Fail(this, _wording["bulletin.reason-missing"]);
            return LocalRedirect($"/bulletins/{id}");
        }

        return Answer(await _desk.Withdraw(_reader.Person, id, reason.Trim(), HttpContext.RequestAborted), "bulletin.was-withdrawn", id);
    }

    public async Task<IActionResult> OnPostRestateAsync(Guid id) => Answer(await _desk.Restate(_reader.Person, id, HttpContext.RequestAborted), "bulletin.was-restated", id);

    public async Task<IActionResult> OnPostSignAsync(Guid id) => Answer(await _desk.Sign(_reader.Person, id), "bulletin.was-signed", id);

    private IActionResult Answer(BulletinOutcome outcome, string done, Guid id)
    {
        switch (outcome)
        {
            case BulletinOutcome.Done(var made):
                Flash.Say(this, _wording[done]);
                return LocalRedirect($"/bulletins/{made}");
            case BulletinOutcome.TooLate:
                Flash.Fail(this, _wording["bulletin.too-late"]);
                return LocalRedirect($"/bulletins/{id}");
            case BulletinOutcome.Forbidden:
                return Forbid();
            default:
                return NotFound();
        }
    }
}
