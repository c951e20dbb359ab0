using System.Collections.Immutable;
using Scriban.Runtime;

namespace GridWorkflow.Casework.Notices;

/// <summary>Everything that a template can see: plain texts under the names of a closed list.</summary>
public sealed class TemplateModel
{
    /// <summary>The names, by group; a group without names is a text itself.</summary>
    public static ImmutableSortedDictionary<string, ImmutableArray<string>> Names { get; } = new Dictionary<string, ImmutableArray<string>>
    {
        ["file"] = ["number", "title", "category", "grid", "unit", "level", "reported", "reply"],
        ["task"] = ["name", "remark"],
        ["clock"] = ["name", "due", "overdue", "remaining"],
        ["notice"] = ["number", "kind", "issued", "items", "deadline"],
        ["decision"] = ["outcome", "reason", "by", "rule", "person"],
        ["origin"] = ["number", "step", "due", "overdue", "unit", "person"],
        ["bulletin"] = ["name", "period", "due", "asked", "cleared", "outstanding", "list", "earlier"],
        ["recipient"] = ["name"],
        ["organisation"] = [],
        ["link"] = [],
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Characters of one text that a notice shows; longer ones end with an ellipsis.</summary>
    public const int MaxText = 4_000;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>A text by its full name: <c>file.number</c>. Names that nobody sets are empty.</summary>
    public string this[string name]
    {
        get => _texts.GetValueOrDefault(name, "");
        init => Set(name, value);
    }

    /// <summary>A case that never was, for trying templates out.</summary>
    public static TemplateModel Sample { get; } = new()
    {
        ["file.number"] = "2026-11-24-000017",
        ["file.title"] = "Lamp <broken> & dark",
        ["file.category"] = "水電暖報修",
        ["file.grid"] = "楊柳第一網格",
        ["file.unit"] = "楊柳社區",
        ["file.level"] = "社區",
        ["file.reported"] = "2026-11-24 09:00",
        ["file.reply"] = "Mended.",
        ["task.name"] = "協調處置",
        ["task.remark"] = "Beyond our means.",
        ["clock.name"] = "coordinate",
        ["clock.due"] = "2026-11-24 18:00",
        ["clock.overdue"] = "1 d 2 h",
        ["clock.remaining"] = "2 h",
        ["notice.number"] = "2026-11-24-000017-1",
        ["notice.deadline"] = "2026-11-27 18:00",
        ["decision.outcome"] = "追究",
        ["decision.reason"] = "The unit could have known.",
        ["decision.by"] = "錢進",
        ["decision.rule"] = "三、拖延推諉",
        ["decision.person"] = "吳霞",
        ["notice.items"] = "1. 2026-11-24-000017 Lamp dark\n2. Pole bent",
        ["origin.number"] = "2026-11-24-000017",
        ["origin.step"] = "handle",
        ["origin.due"] = "2026-11-24 18:00",
        ["origin.overdue"] = "1 d 2 h",
        ["origin.unit"] = "城市管理局",
        ["origin.person"] = "吳霞",
        ["notice.kind"] = "催辦單",
        ["notice.issued"] = "2026-11-24 18:00",
        ["bulletin.name"] = "每週通報",
        ["bulletin.period"] = "2026-11-16 – 2026-11-22",
        ["bulletin.due"] = "2026-11-24 17:30",
        ["bulletin.asked"] = "12",
        ["bulletin.cleared"] = "10",
        ["bulletin.outstanding"] = "2",
        ["bulletin.list"] = "1. 2026-11-24-000017 Lamp dark\n2. 2026-11-24-000018 Pole bent",
        ["bulletin.earlier"] = "1. 2026-11-20-000003 Manhole open",
        ["recipient.name"] = "王敏",
        ["organisation"] = "錦河區",
        ["link"] = "https://grid.example/cases/17",
    };

    internal ScriptObject ToScript()
    {
        var root = new ScriptObject();
        foreach (var (group, names) in Names)
        {
            if (names.IsEmpty)
            {
                root.SetValue(group, this[group], readOnly: true);
                continue;
            }

            var inner = new ScriptObject();
            foreach (var name in names)
                inner.SetValue(name, this[$"{group}.{name}"], readOnly: true);
            root.SetValue(group, inner, readOnly: true);
        }

        return root;
    }

    private void Set(string name, string text)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var known = dot < 0 ? Names.TryGetValue(name, out var none) && none.IsEmpty : Names.TryGetValue(name[..dot], out var names) && names.Contains(name[(dot + 1)..]);
        if (!known)
            throw new ArgumentException($"Expected a name that templates know, but found '{name}'.", nameof(name));
        _texts[name] = Short(text);
    }

    // What people write into a case must not make a notice of megabytes.
    private static string Short(string text) =>
        text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText), "…");
}
