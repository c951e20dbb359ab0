using GridWorkflow.Host.Access;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Pages.Shared;

/// <summary>How many notices the reader has not signed; asked once for a page.</summary>
public sealed class Unread(Reader reader, CaseQueries queries, BulletinQueries bulletins, IHttpContextAccessor http)
{
    private int? _count;
    private int? _bulletins;

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

    /// <summary>How many bulletins and daily lists that are addressed to the reader are unsigned.</summary>
    public async Task<int> Bulletins()
    {
        if (reader.Person is not { } person)
            return 0;
        try
        {
            return _bulletins ??= await bulletins.Unsigned(person.Id, http.HttpContext!.RequestAborted);
        }
        catch (Exception thrown) when (StoreTroubles.IsBehind(thrown))
        {
            return (_bulletins = 0).Value;
        }
    }
}
