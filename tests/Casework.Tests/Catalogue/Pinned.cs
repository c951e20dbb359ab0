using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Catalogue;

/// <summary>The demo district with categories of its own whose limits stand in the catalogue; yangliu-1 lies in an area of class A.</summary>
internal static class Pinned
{
    public const string Policy = """
        id: pinned
        calendar: cn-2026
        total: { ladder: default, limitFrom: catalogue, limits: { default: 7 workDayRolling } }
        stages:
          judge: { ladder: default, limits: { default: 2 workHour } }
          handle: { limitFrom: catalogue, limits: { default: 3 workHour } }
        """;

    public const string Catalogue = """
        groups:
          - { code: T, type: component, names: { en: Lids, zh-Hans: 井盖, zh-Hant: 井蓋 } }
        categories:
          - code: RT01
            group: T
            names: Lid
            definition: community-case
            policy: pinned
            limit: 3 workDayRolling
            conditions:
              - { number: "1", text: 弹跳, source: 5天, close: 修复, limit: 5 workDayRolling, default: true }
              - number: "2"
                text: 缺失
                source: 2紧急工作时
                limits:
                  - { area: A, limit: 2 urgentHour }
                  - { area: A, level: grid, limit: 1 urgentHour }
                  - { limit: 4 workHour }
              - { number: "3", text: 其他 }
          - { code: RT02, group: T, names: Grate, definition: community-case, policy: pinned, limit: 4 workHour }
          - code: RT03
            names: Building without a permit
            definition: community-case
            policy: pinned
            milestones:
              - { key: stop, names: Stop, limit: 4 workHour }
              - { key: penalise, names: Penalise, limit: 7 workDayRolling }
              - { key: demolish, names: Demolish, limit: 20 workDayRolling }
          - code: RT04
            names: Two ways
            definition: community-case
            policy: pinned
            conditions:
              - { number: "1", text: small, limit: 1 workDayRolling }
              - { number: "2", text: large, limit: 2 workDayRolling }
        """;

    public static IReadOnlyList<SourceFile> Files(string catalogue = Catalogue, string policy = Policy) =>
    [
        .. District.With("workflows/demo/organisation.yaml", "{ id: yangliu-1, level: grid,", "{ id: yangliu-1, level: grid, area: A,"),
        new SourceFile("workflows/policies/pinned.yaml", policy),
        new SourceFile("workflows/catalogue/pinned.yaml", catalogue),
    ];

    public static ReferenceData Data { get; } = ReferenceData.Load(Files());
}
