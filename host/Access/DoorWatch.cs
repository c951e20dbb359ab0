using GridWorkflow.Casework.Duties;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace GridWorkflow.Host.Access;

/// <summary>
/// 越權留痕 at the doors: whoever is signed in and knocks where he may not in leaves a line in the audit. Once an hour for each door, and no
/// more than <see cref="MostOfOne"/> an hour of one, so that knocking floods nothing. Who is not signed in is nobody, and leaves none.
/// </summary>
internal sealed class DoorWatch(CommitPipeline pipeline, TimeProvider time) : IAuthorizationMiddlewareResultHandler
{
    public const string Command = "Door";
    public const string Code = "door-closed";

    /// <summary>Lines an hour of one person or system.</summary>
    public const int MostOfOne = 20;

    // Of all of them together on this node; it bounds what is remembered as well.
    private const int Most = 500;

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
        // Whole milliseconds, as the store keeps them.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (!IsNew(actor, door, now))
            return;
        await pipeline.Commit(new Write.RecordRefusal(new AuditRow
        {
            At = now,
            Actor = actor,
            Role = reader.Person is { } person ? ActingRole.Only(person) : null,
            Command = Command,
            Code = Code,
            Reason = $"Expected somebody whom the door lets in, but '{actor}' knocked at {door}.",
        }));
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
}
