using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>Which role may do which action: every cell of the matrix, on a case, against the grants that ship with the demo city.</summary>
public sealed class RoleMatrixTests
{
    // The lines of the articles, in their order; the two roles of one line share its letters. 居民 is nobody of the organisation.
    private static readonly (string Role, string Letters)[] Lines =
    [
        ("resident", ""),
        ("grid-worker", "R H K"),                 // 網格員
        ("grid-leader", "R A H Q J S"),           // 網格長; who leads a grid answers for it
        ("grid-supervisor", "H G I N"),           // 網格督導員
        ("community-coordinator", "A H"),         // 社區
        ("service-station", "A H"),               // 社區管理服務站
        ("street-coordinator", "A H"),            // 街道
        ("supervisor", "R V I"),                  // 監督員/信息採集員
        ("intake-officer", "P F X C O L S"),      // 信息員·監督中心
        ("dispatcher", "D G K"),                  // 派遣員·指揮中心
        ("duty-officer", "R"),                    // 城管值班員
        ("department-officer", "A B H E K Q J"),  // 區職能部門, 專業部門網格操作人員
        ("inspector", "R I N"),                   // 檢查員·網格辦公室
        ("leader", "G O Q J U"),                // 領導; who leads a unit answers for it
        ("principal", "G U"),                     // 總經理, on the line of 領導
        ("administrator", "W"),                   // 管理員
    ];

    private const string Letters = "R V P F X D A B H E G K I C O L N Q J U W S";

    private static readonly DutyBook Demo = District.Data.Duties;

    // The lifecycles load while nothing is granted; then the demo's grants come into force, as when an admin changes them.
    private static readonly ReferenceData Tenant = Load() with { Duties = Demo };

    public static TheoryData<string, string, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, bool>();
            foreach (var (role, may) in Lines)
            {
                foreach (var letter in Letters.Split(' '))
                    cells.Add(role, letter, may.Split(' ').Contains(letter));
            }

            return cells;
        }
    }

    [Fact]
    public void There_are_twenty_two_actions_and_every_role_of_the_demo_city_has_its_line()
    {
        string.Join(' ', Demo.Actions.Select(action => action.Letter)).ShouldBe(Letters);
        Demo.Roles.Order().ShouldBe(Lines.Skip(1).Select(line => line.Role).Order());
        District.Data.Organisation.Roles.Select(role => role.Key).Order().ShouldBe(Demo.Roles.Order());
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Each_cell_is_allowed_or_refused_on_record(string role, string letter, bool allowed)
    {
        var action = Demo.Actions.Single(candidate => candidate.Letter == letter).Key;
        var table = new CaseTable(Tenant);
        table.Until("2026-03-02 09:00");
        // A resident knocks at a task of somebody else's.
        var lane = role == "resident" ? "grid-worker" : role;
        table.Report($"M-{lane}", "g1").ShouldBeOfType<Decision.Accepted>();
        var decision = table.Complete($"p-{role}", "act", $"do-{action}");
        if (allowed)
        {
            decision.ShouldBeOfType<Decision.Accepted>();
            table.File.Deeds.ShouldBe([new Deed(action, $"p-{role}", "g1")]);
            return;
        }

        var refusal = RightsTests.Refused(decision, RefusalKind.Forbidden, role == "resident" ? "not-in-organisation" : "action-not-granted");
        refusal.Remedy.ShouldNotBeEmpty();
        var entry = decision.ShouldBeOfType<Decision.Refused>().Record.ShouldNotBeNull().Journal.ShouldHaveSingleItem();
        entry.Kind.ShouldBe("CommandRefused");
        entry.Data["by"].ShouldBe($"p-{role}");
        entry.Data["role"].ShouldBe(lane);
        entry.Data["action"].ShouldBe(action);
        entry.Data["code"].ShouldBe(refusal.Code);
        table.File.Deeds.ShouldBeEmpty();
        table.File.Tasks.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("p-grid-worker", true)]
    [InlineData("p-supervisor", true)]
    [InlineData("p-department-officer", false)]
    [InlineData("p-dispatcher", false)]
    [InlineData("nobody", false)]
    [InlineData("system:webhook:hotline", true)] // residents report through channels
    public void Reporting_by_hand_is_an_action_as_well(string actor, bool allowed)
    {
        var table = new CaseTable(Tenant);
        table.Until("2026-03-02 09:00");
        var decision = table.Decide(new CaseCommand.File(
            new Actor(actor), new Guid("01234567-89ab-7def-8123-456789abcde0"), "2026-03-02-000018", "token", "web", "matrix", new Report { Title = "Lamp dark", CategoryCode = "M-grid-worker", GridCode = "g1" }));
        if (allowed)
            decision.ShouldBeOfType<Decision.Accepted>();
        else
            RightsTests.Refused(decision, RefusalKind.Forbidden, "action-not-granted");
    }

    [Fact]
    public void A_tenant_without_grants_goes_by_the_roles_of_tasks()
    {
        var table = new CaseTable(Load());
        table.Until("2026-03-02 09:00");
        table.Report("M-leader", "g1");
        table.Complete("p-leader", "act", "do-handle").ShouldBeOfType<Decision.Accepted>();
    }

    private static ReferenceData Load()
    {
        var roles = Lines.Skip(1).Select(line => line.Role).ToArray();
        var outcomes = Demo.Actions.Select(action => ($"do-{action.Key}", (string?)action.Key)).ToArray();
        return ReferenceData.Load(
        [
            .. District.Files.Where(file => file.Path.StartsWith("workflows/calendars/", StringComparison.Ordinal) || file.Path.StartsWith("workflows/duties/", StringComparison.Ordinal)
                || file.Path.StartsWith("workflows/templates/", StringComparison.Ordinal)),
            .. roles.Select(role => DutyLifecycle.Definition($"matrix-{role}", new DutyLifecycle.Step("act", role, "Triaged", "lowest", outcomes), new DutyLifecycle.Step("rest", role, "Handled", "lowest", ("Done", null)))),
            .. roles.Select(role => DutyLifecycle.Category($"M-{role}", $"matrix-{role}", "matrix")),
            new SourceFile("workflows/policies/matrix.yaml", "id: matrix\ncalendar: cn-2026\ntotal:\n  limits: { default: 5 workDayRolling }\n"),
            new SourceFile("workflows/organisation.yaml", $$"""
                organisation: matrix
                names: Matrix
                timeZone: Asia/Shanghai
                levels: [{ key: grid, handler: grid-worker, names: Grid }]
                roles: [{{string.Join(", ", roles.Select(role => $"{{ key: {role}, names: {role} }}"))}}]
                units: [{ id: g1, level: grid, names: G }]
                people: [{{string.Join(", ", roles.Select(role => $"{{ id: p-{role}, names: P, posts: [{{ role: {role}, unit: g1 }}] }}"))}}]
                """),
        ]);
    }
}
