using GridWorkflow.Host.Access;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Pages.Shared;

/// <summary>How many reviews wait for the reader; asked once for a page.</summary>
public sealed class Waiting(Reader reader, ReviewQueue queue, IHttpContextAccessor http)
{
    private int? _count;

    public async Task<int> Count()
    {
        if (!reader.IsAdmin)
            return 0;
        try
        {
            return _count ??= await queue.CountFor(reader.Actor.PersonId, http.HttpContext!.RequestAborted);
        }
        catch (Exception thrown) when (StoreTroubles.IsBehind(thrown))
        {
            // The page that says that the database does not answer has this in its head, too.
            return (_count = 0).Value;
        }
    }
}
