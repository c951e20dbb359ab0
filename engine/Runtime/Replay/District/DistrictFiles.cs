using System.Globalization;
using System.Text;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Runtime.Replay.District;

/// <summary>
/// The organisation of a generated district: 4 streets, 40 communities, 252 grids, 12 supervisors (督導員), 252 grid leaders (網格長), 1,408
/// grid workers (網格員), two centres and six departments.
/// </summary>
public static class DistrictFiles
{
    public const int Communities = 40;
    public const int Grids = 252;
    public const int Supervisors = 12;
    public const int Workers = 1_408;

    /// <summary>Supervisors, leaders and workers of the grids.</summary>
    public const int Staff = Supervisors + Grids + Workers;

    /// <summary>The files of a workflow folder with this organisation, and of its lifecycles only those that it has the posts for.</summary>
    public static IReadOnlyList<SourceFile> Of(IReadOnlyList<SourceFile> shipped) =>
    [
        .. shipped.Where(file => !file.Path.EndsWith("organisation.yaml", StringComparison.Ordinal) && IsWanted(file.Path)).Select(Loose),
        new SourceFile("organisation.yaml", Organisation()),
    ];

    private static bool IsWanted(string path) =>
        path.StartsWith("calendars/", StringComparison.Ordinal) || path.StartsWith("ladders/", StringComparison.Ordinal) || path.StartsWith("templates/", StringComparison.Ordinal)
        || path.StartsWith("forms/", StringComparison.Ordinal) || path.StartsWith("duties/", StringComparison.Ordinal) || path is "catalogue/words.yaml" or "catalogue/city.yaml" or "catalogue/papers.yaml"
            or "policies/city.yaml" or "policies/papers.yaml" or "policies/accountability.yaml" or "policies/conduct-violation.yaml"
            or "definitions/city-case.json" or "definitions/supervision-notice.json" or "definitions/accountability.json" or "definitions/conduct-violation.json";

    // Handling has a week here, whatever the filing condition: thirteen hours on average are far from its first reminder. Notices are those
    // of the plan, which the grid office writes; none opens by itself.
    private static SourceFile Loose(SourceFile file) => file.Path == "policies/city.yaml"
        ? file with { Text = file.Text.Replace("limits: { default: 2 workDayRolling, emergency: 4 urgentHour }", "limits: { default: 5 workDayRolling, emergency: 4 urgentHour }", StringComparison.Ordinal)
            .Replace("    limitFrom: catalogue\n", "", StringComparison.Ordinal).Replace("ladder: supervised", "ladder: default", StringComparison.Ordinal) }
        : file;

    private static string Organisation()
    {
        var text = new StringBuilder("""
            organisation: generated
            names: { en: Generated District, zh-Hans: 生成区, zh-Hant: 生成區 }
            timeZone: Asia/Shanghai
            language: zh-Hans
            levels:
              - { key: grid, handler: grid-leader, leader: grid-leader, names: { en: Grid, zh-Hans: 网格, zh-Hant: 網格 } }
              - { key: community, handler: community-coordinator, names: { en: Community, zh-Hans: 社区, zh-Hant: 社區 } }
              - { key: street, handler: street-coordinator, names: { en: Street, zh-Hans: 街道, zh-Hant: 街道 } }
              - { key: district, handler: department-officer, names: { en: District department, zh-Hans: 区职能部门, zh-Hant: 區職能部門 } }
            roles:
              - { key: grid-worker, names: { en: Grid worker, zh-Hans: 网格员, zh-Hant: 網格員 } }
              - { key: grid-leader, names: { en: Grid leader, zh-Hans: 网格长, zh-Hant: 網格長 } }
              - { key: grid-supervisor, names: { en: Grid supervisor, zh-Hans: 网格督导员, zh-Hant: 網格督導員 } }
              - { key: community-coordinator, names: { en: Community coordinator, zh-Hans: 社区协调员, zh-Hant: 社區協調員 } }
              - { key: street-coordinator, names: { en: Street coordinator, zh-Hans: 街道协调员, zh-Hant: 街道協調員 } }
              - { key: department-officer, seat: department, names: { en: Department officer, zh-Hans: 职能部门经办人, zh-Hant: 職能部門經辦人 } }
              - { key: leader, names: { en: Leader, zh-Hans: 领导, zh-Hant: 領導 } }
              - { key: supervisor, seat: supervision-centre, names: { en: Supervisor, zh-Hans: 监督员, zh-Hant: 監督員 } }
              - { key: intake-officer, seat: supervision-centre, names: { en: Intake officer, zh-Hans: 信息员, zh-Hant: 信息員 } }
              - { key: inspector, seat: grid-office, names: { en: Inspector, zh-Hans: 检查员, zh-Hant: 檢查員 } }
              - { key: duty-officer, seat: command-centre, names: { en: Duty officer, zh-Hans: 城管值班员, zh-Hant: 城管值班員 } }
              - { key: committee-member, seat: coordination-committee, names: { en: Committee member, zh-Hans: 协调委员会委员, zh-Hant: 協調委員會委員 } }
              - { key: dispatcher, seat: command-centre, names: { en: Dispatcher, zh-Hans: 派遣员, zh-Hant: 派遣員 } }
            units:
              - { id: qu, level: district, names: { en: District, zh-Hans: 区, zh-Hant: 區 } }
              - { id: supervision, level: district, parent: qu, kind: supervision-centre, names: { en: Supervision Centre, zh-Hans: 监督中心, zh-Hant: 監督中心 } }
              - { id: grid-office, level: district, parent: qu, kind: grid-office, names: { en: Grid Office, zh-Hans: 网格办公室, zh-Hant: 網格辦公室 } }
              - { id: committee, level: district, parent: qu, kind: coordination-committee, names: { en: Coordination Committee, zh-Hans: 协调委员会, zh-Hant: 協調委員會 } }
              - { id: command, level: district, parent: qu, kind: command-centre, names: { en: Command Centre, zh-Hans: 指挥中心, zh-Hant: 指揮中心 } }

            """);
        for (var department = 1; department <= 6; department++)
            Unit(text, $"d{department}", "district", "qu", "Department", "部门", department, "department");
        for (var street = 1; street <= 4; street++)
            Unit(text, $"s{street}", "street", "qu", "Street", "街道", street);
        for (var community = 1; community <= Communities; community++)
            Unit(text, $"c{community:00}", "community", $"s{((community - 1) % 4) + 1}", "Community", "社区", community);
        for (var grid = 1; grid <= Grids; grid++)
            Unit(text, $"g{grid:000}", "grid", $"c{((grid - 1) % Communities) + 1:00}", "Grid", "网格", grid);
        text.Append("people:\n");
        Person(text, "head", "leader", "qu");
        Person(text, "supervision-head", "leader", "supervision");
        Person(text, "command-head", "leader", "command");
        Person(text, "committee-1", "committee-member", "committee");
        foreach (var number in Enumerable.Range(1, 4))
        {
            Person(text, $"intake-{number}", "intake-officer", "supervision");
            Person(text, $"inspector-{number}", "supervisor", "supervision");
            Person(text, $"dispatcher-{number}", "dispatcher", "command");
            Person(text, $"grid-office-{number}", "inspector", "grid-office");
            Person(text, $"street-head-{number}", "leader", $"s{number}");
            Person(text, $"street-{number}", "street-coordinator", $"s{number}");
        }

        foreach (var department in Enumerable.Range(1, 6))
        {
            Person(text, $"department-head-{department}", "leader", $"d{department}");
            Person(text, $"officer-{department}-1", "department-officer", $"d{department}");
            Person(text, $"officer-{department}-2", "department-officer", $"d{department}");
        }

        foreach (var community in Enumerable.Range(1, Communities))
        {
            Person(text, $"community-head-{community}", "leader", $"c{community:00}");
            Person(text, $"community-{community}", "community-coordinator", $"c{community:00}");
        }

        foreach (var number in Enumerable.Range(1, Supervisors))
            Person(text, $"grid-supervisor-{number}", "grid-supervisor", $"s{((number - 1) % 4) + 1}");
        foreach (var grid in Enumerable.Range(1, Grids))
            Person(text, $"grid-leader-{grid}", "grid-leader", $"g{grid:000}");
        foreach (var worker in Enumerable.Range(1, Workers))
            Person(text, $"worker-{worker}", "grid-worker", $"g{((worker - 1) % Grids) + 1:000}");
        return text.ToString();
    }

    private static void Unit(StringBuilder text, string id, string level, string parent, string english, string chinese, int number, string? kind = null) => text.Append(
        CultureInfo.InvariantCulture,
        $"  - {{ id: {id}, level: {level}, parent: {parent}{(kind is null ? "" : $", kind: {kind}")}, names: {{ en: {english} {number}, zh-Hans: {chinese}{number}, zh-Hant: {chinese}{number} }} }}\n");

    private static void Person(StringBuilder text, string id, string role, string unit) => text.Append(
        CultureInfo.InvariantCulture, $"  - {{ id: {id}, names: {id}, posts: [{{ role: {role}, unit: {unit} }}] }}\n");
}
