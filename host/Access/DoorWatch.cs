using GridWorkflow.Casework.Duties;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace GridWorkflow.Host.Access;

/// <summary>
/// 越權留痕 at the doors: whoever is signed in and knocks where he may not in leaves a line in the audit. In each <see cref="Window"/> once
/// for each door, and no more than <see cref="MostOfOne"/> of one, so that knocking floods nothing. A line that could not be written does not
/// count: the next knock writes it. Who is not signed in is nobody, and leaves none.
/// </summary>
internal sealed class DoorWatch(CommitPipeline pipeline, TimeProvider time) : IAuthorizationMiddlewareResultHandler
{
    public const string Command = "Door";
    public const string Code = "door-closed";

    /// <summary>Lines of one person or system in a <see cref="Window"/>.</summary>
    public const int MostOfOne = 20;

    // Of all of them together on this node in a window; it bounds what is remembered as well.
    private const int Most = 500;

    // It begins with the first knock after the last one has ended, for everybody.
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly AuthorizationMiddlewareResultHandler _usual = new();
    private readonly Lock _lock = new();
    private readonly HashSet<(string Actor, string Door)> _told = [];
    private DateTimeOffset _since;

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden)
            await Tell(context);
        await _usual.HandleAsync(next, context, policy, authorizeResult);
    }

    private async Task Tell(HttpContext context)
    {
        var reader = context.RequestServices.GetRequiredService<Reader>();
        var actor = reader.Actor.PersonId;
        // The door, not the address: ids behind it are as many as somebody likes.
        var door = $"{context.Request.Method} /{(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/')}";
        var now = time.Now();
        if (!IsNew(actor, door, now))
            return;
        var outcome = await pipeline.Commit(new Write.RecordRefusal(new AuditRow
        {
            At = now,
            Actor = actor,
            Role = reader.Person is { } person ? ActingRole.Only(person) : null,
            Command = Command,
            Code = Code,
            Reason = $"Expected somebody whom the door lets in, but '{actor}' knocked at {door}.",
        }));
        if (outcome is not WriteOutcome.Committed)
            Forget(actor, door);
    }

    private bool IsNew(string actor, string door, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now - _since >= Window)
            {
                _told.Clear();
                _since = now;
            }

            return _told.Count < Most && _told.Count(one => one.Actor == actor) < MostOfOne && _told.Add((actor, door));
        }
    }

    private void Forget(string actor, string door)
    {
        lock (_lock)
            _told.Remove((actor, door));
    }
}
