namespace GridWorkflow.Workflow.Activities;

/// <summary>Types of a stock Elsa that do not run here, with the reason.</summary>
internal static class RefusedActivities
{
    /// <summary>Reason and remedy; null when the type is not refused by name.</summary>
    public static (string Reason, string Remedy)? Find(string typeName) => typeName switch
    {
        "Elsa.RunCSharp" => ("Expected a language that runs here, but found C#: compiled code cannot be kept within limits.", "Write it in JavaScript, in Elsa.RunJavaScript."),
        "Elsa.RunPython" => ("Expected a language that runs here, but found Python: its code cannot be kept within limits.", "Write it in JavaScript, in Elsa.RunJavaScript."),
        "Elsa.ReadLine" => ("Expected an activity that a server can run, but Elsa.ReadLine waits for a console.", "Wait for an event or run a task instead."),
        "Elsa.NotFoundActivity" => ("Expected an activity, but found the placeholder for one that was not found when the file was written.", "Put the activity that was meant in its place."),
        "Elsa.Workflows.Activities.DynamicActivity" or "Elsa.Workflows.Management.Activities.HostMethod.HostMethodActivity"
            or "Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity.WorkflowDefinitionActivity" =>
            ($"Expected a type of the palette, but found '{typeName}', which is .NET code of a host.", "Name the activity by its own type."),
        _ => null,
    };
}
