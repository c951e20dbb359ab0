using GridWorkflow.Host.Access;
using GridWorkflow.Host.Channels;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>What was sent, what waits and what will not go, with the reason.</summary>
[Authorize(Policies.Admin)]
public sealed class OutboxModel(TroubleQueries queries, OutboxQueue outbox, MailSettings mail, Wording wording) : PageModel
{
    public sealed record Line(Guid Id, DateTimeOffset CreatedAt, string Kind, OutboxStatus Status, int Attempts, string? Reason)
    {
        public string Css => Status switch { OutboxStatus.Sent => "tag-good", OutboxStatus.Dead => "tag-late", OutboxStatus.Suppressed => "tag-soon", _ => "" };

        public bool CanBeRevived => Status is OutboxStatus.Dead or OutboxStatus.Suppressed;
    }

    private const int Most = 100;

    public bool MailConfigured => mail.IsConfigured;

    public IReadOnlyList<(OutboxStatus Status, int Count)> Counts { get; private set; } = [];

    public IReadOnlyList<Line> Rows { get; private set; } = [];

    /// <summary>Lets a message that was given up be sent again, under its old id.</summary>
    public async Task<IActionResult> OnPostReviveAsync(Guid id)
    {
        if (await outbox.Revive(id))
            Flash.Say(this, wording["outbox.was-revived"]);
        else
            Flash.Fail(this, wording["outbox.not-revived"]);
        return RedirectToPage();
    }

    public async Task OnGetAsync()
    {
        Counts = [.. (await queries.OutboxCounts(HttpContext.RequestAborted)).Select(count => (count.Status, count.Count))];
        Rows = [.. (await queries.Messages(Most, HttpContext.RequestAborted)).Select(row => new Line(row.Id, row.CreatedAt, row.Kind, row.Status, row.Attempts, row.LastError))];
    }
}
