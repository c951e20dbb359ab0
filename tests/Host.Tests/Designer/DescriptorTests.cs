using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Designer.Descriptors;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Activities;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Designer;

/// <summary>What Studio draws with, against what a stock server says of the same types and against what the engine reads.</summary>
public sealed partial class DescriptorTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private GridWorkflow.Casework.ReferenceData Data => host.Services.GetRequiredService<ReferenceCatalog>().Current;

    /// <summary>Every type that runs here, as a stock server describes it: Studio draws its ports and picks its editors by these.</summary>
    [Fact]
    public void Elsas_activities_are_described_as_by_a_stock_server()
    {
        using var recorded = Recorded("004-GET-descriptors-activities.json");
        var ours = Palette.Of(Data, "en").ToDictionary(descriptor => descriptor.TypeName, StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (var stock in recorded.RootElement.GetProperty("responseBody").GetProperty("items").EnumerateArray())
        {
            var type = stock.GetProperty("typeName").GetString()!;
            if (!ours.TryGetValue(type, out var mine))
            {
                // Not run here: refused when a definition is loaded, so it must not be drawn.
                if (stock.GetProperty("isBrowsable").GetBoolean())
                    differences.Add($"{type} is missing");
                continue;
            }

            Same($"{type} name", stock.GetProperty("displayName").GetString(), mine.DisplayName);
            Same($"{type} kind", stock.GetProperty("kind").GetString(), mine.Kind);
            Same($"{type} container", stock.GetProperty("isContainer").GetBoolean(), mine.IsContainer);
            Same($"{type} browsable", stock.GetProperty("isBrowsable").GetBoolean(), mine.IsBrowsable);
            Same($"{type} start", stock.GetProperty("isStart").GetBoolean(), mine.IsStart);
            Same($"{type} terminal", stock.GetProperty("isTerminal").GetBoolean(), mine.IsTerminal);
            Same($"{type} ports", Text(stock.GetProperty("ports").EnumerateArray().Select(port => $"{port.GetProperty("name")}:{port.GetProperty("type")}")), Text(mine.Ports.Select(port => $"{port.Name}:{port.Type}")));
            Same($"{type} outputs", Text(stock.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()!)), Text(mine.Outputs.Select(output => output.Name)));
            Same($"{type} inputs", Text(stock.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("name").GetString()!)), Text(mine.Inputs.Select(input => input.Name)));
            foreach (var input in stock.GetProperty("inputs").EnumerateArray())
            {
                var name = input.GetProperty("name").GetString();
                if (mine.Inputs.FirstOrDefault(one => one.Name == name) is not { } own)
                    continue;
                var at = $"{type}.{name}";
                Same($"{at} wrapped", input.GetProperty("isWrapped").GetBoolean(), own.IsWrapped);
                Same($"{at} editor", input.GetProperty("uiHint").GetString(), own.UiHint);
                Same($"{at} evaluated", input.GetProperty("autoEvaluate").GetBoolean(), own.AutoEvaluate);
            }
        }

        differences.ShouldBeEmpty();

        void Same<T>(string what, T stock, T mine)
        {
            if (!Equals(stock, mine) && !Ours.Contains(what))
                differences.Add($"{what}: stock {stock}, here {mine}");
        }
    }

    /// <summary>On purpose: a text of several lines instead of one, a dictionary instead of a drop-down with nothing in it, and what only the engine looks at.</summary>
    private static readonly string[] Ours =
    [
        "Elsa.DownloadHttpFile.Content editor", "Elsa.SendHttpRequest.Content editor", "Elsa.FlowSendHttpRequest.Content editor", "Elsa.WriteHttpResponse.Content editor",
        "Elsa.DispatchWorkflow.Input editor", "Elsa.ExecuteWorkflow.Input editor", "Elsa.BulkDispatchWorkflows.Input editor",
        "Elsa.RunJavaScript.Script evaluated", "Elsa.Fork container", "Elsa.DownloadHttpFile inputs",
    ];

    [Fact]
    public void Every_editor_is_one_that_Studio_has()
    {
        string[] known =
        [
            "checkbox", "checklist", "code-editor", "datetime-picker", "dictionary", "dropdown", "dynamic-outcomes", "expression-editor", "http-status-codes", "input-picker",
            "json-editor", "multiline", "multitext", "outcome-picker", "output-picker", "radiolist", "singleline", "flow-switch-editor", "switch-editor", "type-picker",
            "variable-picker", "workflow-definition-picker",
        ];
        foreach (var descriptor in Palette.Of(Data, "en"))
        {
            foreach (var input in descriptor.Inputs)
                known.ShouldContain(input.UiHint, $"{descriptor.TypeName}.{input.Name}");
        }
    }

    public static TheoryData<string> GridTypes => new(CaseActivities.All.Select(type => type.TypeName));

    /// <summary>The engine's own code says which inputs it reads: none may lack an editor, and no editor may set what nobody reads.</summary>
    [Theory, MemberData(nameof(GridTypes))]
    public void The_editors_are_the_inputs_that_the_engine_reads(string typeName)
    {
        var type = CaseActivities.Types.Find(typeName)!;
        Palette.Of(type, Data, DescriptorTexts.In("en")).Inputs.Select(input => input.Name).ShouldBe(Read(type), ignoreOrder: true);
    }

    [Theory]
    [InlineData("en"), InlineData("zh-Hans"), InlineData("zh-Hant")]
    public void Everything_that_can_be_drawn_has_a_name_in_each_language(string language)
    {
        var texts = DescriptorTexts.In(language);
        var missing = new List<string>();
        foreach (var type in CaseActivities.Types.All)
        {
            if (texts.Find($"category:{type.Category}") is null)
                missing.Add($"category:{type.Category}");
            if (type is not GridActivity && !texts.IsEnglish)
                missing.AddRange(new[] { type.TypeName, type.TypeName + "#" }.Where(key => texts.Find(key) is null));
            missing.AddRange(type.Inputs.Where(input => texts.OfInput(type.TypeName, input.Name) is null).Select(input => $"{type.TypeName}.{input.Name}"));
            missing.AddRange(type.Inputs.Where(input => texts.OfInput(type.TypeName, input.Name, "#") is null).Select(input => $"{type.TypeName}.{input.Name}#"));
            missing.AddRange(type.Outputs.Where(output => texts.Find($">{output.Name}") is null).Select(output => $">{output.Name}"));
            missing.AddRange(type.Inputs.Select(input => input.Category).OfType<string>().Where(category => texts.Find($"category:{category}") is null).Select(category => $"category:{category}"));
        }

        missing.ShouldBeEmpty();
        if (!texts.IsEnglish)
            DescriptorTexts.In("en").Keys.Except(texts.Keys).ShouldBeEmpty();
    }

    [Fact]
    public void A_task_offers_what_the_organisation_has_and_draws_its_outcomes()
    {
        var task = Palette.Of(Data, "zh-Hans").Single(descriptor => descriptor.TypeName == "Grid.Task");
        task.DisplayName.ShouldBe("任务");
        task.Category.ShouldBe("案件办理");
        task.Inputs.Single(input => input.Name == "Outcomes").UiHint.ShouldBe("dynamic-outcomes");
        task.Inputs.Single(input => input.Name == "Key").DisplayName.ShouldEndWith(" *");
        Offered("Role").ShouldBe(["", "unit-leader", .. Data.Organisation.Roles.Select(role => role.Key)]);
        Offered("Form").ShouldBe(["", .. Data.Forms.Keys]);
        Offered("Level").ShouldContain(Data.Organisation.Levels[0].Key);
        Offered("Stage").ShouldContain("Handled");
        Choices("Grid.RaiseLevel", "To").ShouldBe(Offered("Level"), "a level is named as a task names it");

        List<string> Offered(string input) => Choices("Grid.Task", input);

        List<string> Choices(string type, string input) =>
        [
            .. Palette.Of(Data, "zh-Hans").Single(descriptor => descriptor.TypeName == type).Inputs.Single(one => one.Name == input).UiSpecifications["dropdown"]!["selectList"]!["items"]!.AsArray().Select(item => item!["value"]!.GetValue<string>()),
        ];
    }

    [Fact]
    public async Task The_palette_is_sent_once_and_then_only_asked_for()
    {
        using var root = await host.Admin();
        using var first = await root.GetAsync("/elsa/api/descriptors/activities?Refresh=True", Cancellation);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var body = JsonDocument.Parse(await first.Content.ReadAsStringAsync(Cancellation));
        body.RootElement.GetProperty("count").GetInt32().ShouldBe(body.RootElement.GetProperty("items").GetArrayLength());
        using var again = new HttpRequestMessage(HttpMethod.Get, "/elsa/api/descriptors/activities?Refresh=True");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await root.SendAsync(again, Cancellation);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("en", "Task"), InlineData("zh-Hans", "任务"), InlineData("zh-Hant", "任務")]
    public async Task The_palette_speaks_the_readers_language(string language, string name)
    {
        using var root = await host.SignedIn(GridWorkflow.Host.Access.Accounts.AdminName, host.AdminPassword, language);
        using var body = JsonDocument.Parse(await root.GetStringAsync("/elsa/api/descriptors/activities", Cancellation));
        body.RootElement.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("typeName").GetString() == "Grid.Task").GetProperty("displayName").GetString().ShouldBe(name);
    }

    public static TheoryData<string, string> Lists => new()
    {
        { "005-GET-descriptors-workflow-activation-strategies.json", "/descriptors/workflow-activation-strategies" },
        { "006-GET-descriptors-expression-descriptors.json", "/descriptors/expression-descriptors" },
        { "007-GET-features-installed.json", "/features/installed" },
        { "008-GET-descriptors-log-persistence-strategies.json", "/descriptors/log-persistence-strategies" },
        { "009-GET-descriptors-incident-strategies.json", "/descriptors/incident-strategies" },
        { "013-GET-descriptors-variables.json", "/descriptors/variables" },
        { "014-GET-descriptors-storage-drivers.json", "/descriptors/storage-drivers" },
    };

    [Theory, MemberData(nameof(Lists))]
    public async Task A_list_has_the_shape_of_the_recorded_one(string file, string path)
    {
        using var recorded = Recorded(file);
        using var root = await host.Admin();
        using var ours = JsonDocument.Parse(await root.GetStringAsync("/elsa/api" + path, Cancellation));
        var stock = recorded.RootElement.GetProperty("responseBody");
        Names(ours.RootElement).ShouldBe(Names(stock), ignoreOrder: true);
        foreach (var item in ours.RootElement.GetProperty("items").EnumerateArray())
            Names(item).ShouldBe(Names(stock.GetProperty("items")[0]), ignoreOrder: true);
    }

    [Fact]
    public async Task Options_and_script_types_are_answered()
    {
        using var root = await host.Admin();
        using var options = await root.PostAsync("/elsa/api/descriptors/activities/Elsa.HttpEndpoint/options/Path", new StringContent("{}", null, "application/json"), Cancellation);
        (await options.Content.ReadAsStringAsync(Cancellation)).ShouldContain("/workflows/");
        using var types = await root.PostAsync("/elsa/api/scripting/javascript/type-definitions/community-case", new StringContent("{}", null, "application/json"), Cancellation);
        types.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-typescript");
        (await types.Content.ReadAsStringAsync(Cancellation)).ShouldContain("declare function getVariable");
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private static string Text(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));

    private static JsonDocument Recorded(string file)
    {
        var path = Path.Combine(SharedFiles.Root, "..", "shared", "elsa", "api", file);
        Assert.SkipUnless(File.Exists(path), $"The recordings are not beside the repository: {path}");
        return JsonDocument.Parse(File.ReadAllBytes(path));
    }

    /// <summary>The inputs that the source of a type reads.</summary>
    private static HashSet<string> Read(ActivityType type)
    {
        var file = Directory.EnumerateFiles(Path.Combine(SharedFiles.Root, "engine", "Casework", "Activities"), "*.cs")
            .Single(path => File.ReadAllText(path).Contains($"\"{type.TypeName}\"", StringComparison.Ordinal));
        var source = File.ReadAllText(file);
        var classes = Classes().Matches(source);
        var mine = classes.Single(found => found.Groups[1].Value == type.GetType().Name);
        var next = classes.FirstOrDefault(found => found.Index > mine.Index);
        var text = source[mine.Index..(next?.Index ?? source.Length)];
        return [.. Reads().Matches(text).Select(found => found.Groups[1].Value)];
    }

    [GeneratedRegex(@"public (?:sealed|abstract) class (\w+)")]
    private static partial Regex Classes();

    // c.Input("Key"), Text(c, "Key"), List(context, "Outcomes")
    [GeneratedRegex(@"(?:\bInput\(|\b(?:Text|List|Texts)\(\w+, )""([A-Z]\w*)""")]
    private static partial Regex Reads();
}
