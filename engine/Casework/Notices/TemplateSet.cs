using System.Collections.Immutable;

namespace GridWorkflow.Casework.Notices;

/// <summary>The templates of notices and mails, by id.</summary>
public sealed class TemplateSet
{
    internal TemplateSet(IEnumerable<NoticeTemplate> templates) => All = templates.ToImmutableSortedDictionary(template => template.Id, template => template, StringComparer.Ordinal);

    public static TemplateSet Empty { get; } = new([]);

    public ImmutableSortedDictionary<string, NoticeTemplate> All { get; }

    public NoticeTemplate? Find(string id) => All.GetValueOrDefault(id);
}
