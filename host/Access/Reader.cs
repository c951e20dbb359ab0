using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Host.Access;

/// <summary>Who reads this page or sends this command, and what the organisation says of that person now.</summary>
public sealed class Reader
{
    private readonly OrganisationChart _chart;
    private readonly DutyBook _duties;
    private readonly string? _userName;
    private readonly TimeProvider _time;

    public Reader(IHttpContextAccessor http, ReferenceCatalog reference, TimeProvider time)
    {
        _time = time;
        _chart = reference.Current.Organisation;
        _duties = reference.Current.Duties;
        var user = http.HttpContext?.User;
        IsSignedIn = user?.Identity?.IsAuthenticated == true;
        _userName = user?.Identity?.Name;
        IsAdmin = user?.IsInRole(GridRoles.Admin) == true;
        SeesAll = IsAdmin || user?.IsInRole(GridRoles.Auditor) == true || user?.HasClaim(GridClaims.Scope, ApiScopes.CasesRead) == true;
        Person = user?.FindFirst(GridClaims.Person) is { } claim ? _chart.Person(claim.Value) : null;
    }

    public bool IsSignedIn { get; }

    public bool IsAdmin { get; }

    /// <summary>Admins, auditors and systems with the scope see every case.</summary>
    public bool SeesAll { get; }

    /// <summary>Null for an account without a person, or whose person has left the organisation.</summary>
    public Person? Person { get; }

    /// <summary>The posts that the person may act in now: her own, and those of owners on leave whose backup she is.</summary>
    public IReadOnlySet<Post> Posts => field ??= Person is null ? new HashSet<Post>() : _chart.PostsOf(Person, _time.GetUtcNow()).ToHashSet();

    /// <summary>Units whose tasks the person gives to somebody: those that she leads, and those beside the line that she answers for.</summary>
    public IReadOnlySet<string> LedUnits => field ??= Person is null
        ? new HashSet<string>()
        : _chart.Units.Where(unit => _chart.AnsweringFor(unit.Id) is { } answering && _chart.LeadersOf(answering.Id).Contains(Person)).Select(unit => unit.Id).ToHashSet(StringComparer.Ordinal);

    public bool IsStaff => Person is not null;

    /// <summary>Whether one of the person's posts reports cases or issues notices by hand.</summary>
    public bool MayReport => Person?.Posts.Any(post => _duties.Grants(post.Role, DutyAction.Report) || _duties.Grants(post.Role, DutyAction.IssueNotice)) == true;

    public Actor Actor => new(Person?.Id ?? $"system:account:{_userName}");

    /// <summary>Units whose cases the person sees: those of his posts and all below. A unit beside the line that serves the whole line
    /// unit (a centre) sees what its line unit sees; a department sees the cases that it has a task on.</summary>
    public IReadOnlySet<string> Units => field ??= FindUnits();

    /// <summary>Whether a case of this grid lies in the reader's units.</summary>
    public bool Oversees(string gridCode) => SeesAll || _chart.Chain(gridCode).Any(unit => Units.Contains(unit.Id));

    public string NameIn(string language) => Person?.Names.In(language) ?? _userName ?? "";

    public string PostsIn(string language) => Person is null ? "" : PostsOf(Person, _chart, language);

    public static string PostsOf(Person person, OrganisationChart chart, string language) =>
        string.Join(" · ", person.Posts.Select(post => $"{chart.Unit(post.UnitId)?.Names.In(language)} {chart.Role(post.Role)?.Names.In(language)}"));

    private HashSet<string> FindUnits()
    {
        var units = new HashSet<string>(StringComparer.Ordinal);
        if (Person is null)
            return units;
        foreach (var post in Person.Posts)
        {
            if (_chart.Unit(post.UnitId) is not { } unit)
                continue;
            units.Add(unit.Id);
            if (unit is { Kind: not null, Categories.IsEmpty: true, ParentId: { } parent })
                units.Add(parent);
        }

        return units;
    }
}
