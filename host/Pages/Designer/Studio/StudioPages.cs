using GridWorkflow.Designer.Studio;
using GridWorkflow.Host.Access;
using Microsoft.AspNetCore.Authorization;

namespace GridWorkflow.Host.Pages;

/// <summary>The definitions, as Studio lists them.</summary>
[Authorize(Policies.Auditor)]
public sealed class StudioDefinitionsModel(StudioPage studio) : StudioModel(studio)
{
    public override string Element => "elsa-workflow-definition-list";

    public override string Title => "studio.definitions";
}

/// <summary>One definition, in the editor.</summary>
[Authorize(Policies.Auditor)]
public sealed class StudioEditorModel(StudioPage studio) : StudioModel(studio)
{
    public override string Element => "elsa-workflow-definition-editor";

    public override string Title => "studio.editor";

    public override bool ShowsCode => true;

    public override IReadOnlyDictionary<string, string> Attributes => new Dictionary<string, string> { ["definition-id"] = (string)RouteData.Values["definition"]! };
}

/// <summary>The instances, as Studio lists them.</summary>
[Authorize(Policies.Auditor)]
public sealed class StudioInstancesModel(StudioPage studio) : StudioModel(studio)
{
    public override string Element => "elsa-workflow-instance-list";

    public override string Title => "studio.instances";
}

/// <summary>One instance, in the viewer.</summary>
[Authorize(Policies.Auditor)]
public sealed class StudioInstanceModel(StudioPage studio) : StudioModel(studio)
{
    public override string Element => "elsa-workflow-instance-viewer";

    public override string Title => "studio.instance";

    public override bool ShowsCode => true;

    public override IReadOnlyDictionary<string, string> Attributes => new Dictionary<string, string> { ["instance-id"] = (string)RouteData.Values["instance"]! };
}
