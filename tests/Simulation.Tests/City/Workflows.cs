using System.Text.Json;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Simulation.Tests.City;

/// <summary>What runs in the city: the shipped lifecycle with the demo district, and small workflows around events, timers and children.</summary>
internal static class Workflows
{
    public const string TwoSteps = "two-steps";
    public const string Grouped = "grouped";
    public const string Nap = "nap";
    public const string Rester = "rester";
    public const string Child = "child";
    public const string Parent = "parent";
    public const string Bulk = "bulk";
    public const string Race = "race";
    public const string Caller = "caller";
    public const string Alarmed = "alarmed";
    public const string Daily = "daily";
    public const string Single = "single";
    public const string Late = "late";
    public const string Shaky = "shaky";

    public static ReferenceData Data { get; } = ReferenceData.Load(
    [
        .. WorkflowFolder.Read(Repository.Path("workflows"), demo: true),
        // Two waits for one event, one after the other.
        Sequence(TwoSteps, Activity("first", "Event", "eventName=Paid"), Activity("second", "Event", "eventName=Paid")),
        // The same, told apart so that only one sender speaks to it.
        Sequence(Grouped, Activity("first", "Event", "eventName=Grouped"), Activity("second", "Event", "eventName=Grouped")),
        // The first nap does not end at a whole millisecond.
        Sequence(Nap, Activity("short", "Delay", "timeSpan=00:00:02.0005000"), Activity("long", "Delay", "timeSpan=03:00:00"), Activity("tell", "PublishEvent", "eventName=Rested")),
        Sequence(Rester, Activity("wait", "Event", "eventName=Rested")),
        Sequence(Child, Activity("wait", "Event", "eventName=Go")),
        Sequence(Parent, Activity("run", "ExecuteWorkflow", $"workflowDefinitionId={Child}", "waitForCompletion=true"), Activity("tell", "PublishEvent", "eventName=Rested")),
        Sequence(Bulk, Listing("run", "BulkDispatchWorkflows", "items", "[1,2,3]", $"workflowDefinitionId={Nap}", "waitForCompletion=true")),
        File(Race, """
            {"id":"root","type":"Elsa.Fork","version":1,"joinMode":{"typeName":"String","expression":{"type":"Literal","value":"WaitAny"}},"branches":[
            """ + Activity("event", "Event", "eventName=Paid") + "," + Activity("late", "Delay", "timeSpan=00:10:00") + "]}"),
        Sequence(Caller, Activity("call", "SendHttpRequest", "url=https://peer.example/level", "method=GET"), Activity("tell", "PublishEvent", "eventName=Rested")),
        Sequence(Alarmed, Trigger("trigger", "Event", "eventName=Alarm"), Activity("nap", "Delay", "timeSpan=00:01:00")),
        Sequence(Daily, Trigger("trigger", "Cron", "cronExpression=0 0 8 * * *"), Activity("say", "WriteLine", "text=morning")),
        // What was kept for a correlation id comes when an instance gets it.
        Sequence(Late, Activity("nap", "Delay", "timeSpan=00:01:00"), Activity("correlate", "Correlate", "correlationId=late"), Activity("wait", "Event", "eventName=Paid")),
        // Faults half of the time, while it waits for an event and a timer.
        File(Shaky, """
            {"id":"root","type":"Elsa.Fork","version":1,"joinMode":{"typeName":"String","expression":{"type":"Literal","value":"WaitAll"}},"branches":[
            """ + Activity("event", "Event", "eventName=Shaken") + ","  + """
            {"id":"branch","type":"Elsa.Sequence","version":1,"activities":[
            """ + Activity("nap", "Delay", "timeSpan=00:00:05") + "," + """
            {"id":"shaky","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"JavaScript","value":"if (Math.random() < 0.5) throw new Error('shaky'); ''"}}}]}]}
            """),
        Singleton(Single, Trigger("trigger", "Timer", "interval=2.00:00:00"), Activity("wait", "Event", "eventName=Go")),
    ]);

    private static SourceFile Sequence(string id, params string[] activities) => File(id, Root(activities));

    private static SourceFile Singleton(string id, params string[] activities) =>
        File(id, Root(activities), JsonSerializer.Serialize(new { activationStrategyType = "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core" }));

    private static string Root(string[] activities) => $$"""{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{string.Join(',', activities)}}]}""";

    private static SourceFile File(string id, string root, string options = "{}") => new($"definitions/{id}.json", $$"""
        {"id":"{{id}}:1","definitionId":"{{id}}","name":"{{id}}","version":1,"isLatest":true,"isPublished":true,"options":{{options}},"root":{{root}} }
        """);

    private static string Activity(string id, string type, params string[] inputs)
    {
        var members = new Dictionary<string, object?> { ["id"] = id, ["type"] = $"Elsa.{type}", ["version"] = 1 };
        foreach (var input in inputs)
        {
            var cut = input.IndexOf('=', StringComparison.Ordinal);
            members[input[..cut]] = new { typeName = "String", expression = new { type = "Literal", value = input[(cut + 1)..] } };
        }

        return JsonSerializer.Serialize(members);
    }

    private static string Trigger(string id, string type, params string[] inputs) => Activity(id, type, inputs)[..^1] + ""","customProperties":{"canStartWorkflow":true}}""";

    private static string Listing(string id, string type, string name, string list, params string[] inputs) =>
        Activity(id, type, inputs)[..^1] + "," + JsonSerializer.Serialize(name) + """:{"typeName":"Object","expression":{"type":"Object","value":""" + JsonSerializer.Serialize(list) + "}}}";
}
