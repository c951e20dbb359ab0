using GridWorkflow.Host.Access;
using GridWorkflow.Host.Channels;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>What was sent, what waits and what will not go, with the reason.</summary>
[Authorize(Policies.Admin)]
public sealed class OutboxModel(TroubleQueries queries, MailSettings mail) : PageModel
{
    public sealed record Line(DateTimeOffset CreatedAt, string Kind, OutboxStatus Status, int Attempts, string? Reason)
    {
        public string Css => Status switch { OutboxStatus.Sent => "tag-good", OutboxStatus.Dead => "tag-late", OutboxStatus.Suppressed => "tag-soon", _ => "" };
    }

    private const int Most = 100;

    public bool MailConfigured => mail.IsConfigured;

    public IReadOnlyList<(OutboxStatus Status, int Count)> Counts { get; private set; } = [];

    public IReadOnlyList<Line> Rows { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Counts = [.. (await queries.OutboxCounts(HttpContext.RequestAborted)).Select(count => (count.Status, count.Count))];
        Rows = [.. (await queries.Messages(Most, HttpContext.RequestAborted)).Select(row => new Line(row.CreatedAt, row.Kind, row.Status, row.Attempts, row.LastError))];
    }
}
