using GridWorkflow.Host.Access;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Pages.Shared;

/// <summary>How many notices the reader has not signed; asked once for a page.</summary>
public sealed class Unread(Reader reader, CaseQueries queries, IHttpContextAccessor http)
{
    private int? _count;

    public async Task<int> Count()
    {
        if (reader.Person is not { } person)
            return 0;
        try
        {
            return _count ??= (await queries.NoticesOf(person.Id, onlyUnsigned: true, new PageRequest(1, 1), http.HttpContext!.RequestAborted)).Total;
        }
        catch (Exception thrown) when (StoreTroubles.IsBehind(thrown))
        {
            // The page that says that the database does not answer has this in its head, too.
            return (_count = 0).Value;
        }
    }
}
