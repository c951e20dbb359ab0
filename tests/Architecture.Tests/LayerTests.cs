using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace GridWorkflow.Architecture.Tests;

/// <summary>The shape of the house (docs: "One way through the house"): references run one way, and each kind of I/O has one home.</summary>
public sealed class LayerTests
{
    private static readonly Assembly Workflow = typeof(Workflow.Interpreter.Burst).Assembly;
    private static readonly Assembly Casework = typeof(Casework.Cases.CaseFile).Assembly;
    private static readonly Assembly Runtime = typeof(Runtime.Store.GridDbContext).Assembly;
    private static readonly Assembly Designer = typeof(Designer.Drawing.DrawnLifecycle).Assembly;
    private static readonly Assembly Host = typeof(Host.Composition.CommandLine).Assembly;

    private static readonly ArchUnitNET.Domain.Architecture House =
        new ArchLoader().LoadAssemblies(Workflow, Casework, Runtime, Designer, Host).Build();

    public static TheoryData<string, string[]> References => new()
    {
        { "Workflow", [] },
        { "Casework", ["Workflow"] },
        { "Runtime", ["Workflow", "Casework"] },
        { "Designer", ["Workflow", "Casework", "Runtime"] },
        { "Host", ["Workflow", "Casework", "Runtime", "Designer"] },
    };

    [Theory, MemberData(nameof(References))]
    public void References_run_one_way(string layer, string[] allowed)
    {
        Layer(layer).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith("GridWorkflow.", StringComparison.Ordinal))
            .Select(name => name["GridWorkflow.".Length..])
            .Except(allowed)
            .ShouldBeEmpty();
    }

    public static TheoryData<string, string> Homes => new()
    {
        // What must not be used in the layer that is named second.
        { @"Microsoft\.EntityFrameworkCore(\..*)?", "Workflow" },
        { @"Microsoft\.EntityFrameworkCore(\..*)?", "Casework" },
        { @"Microsoft\.EntityFrameworkCore(\..*)?", "Designer" },
        { @"Microsoft\.EntityFrameworkCore(\..*)?", "Host" },
        { @"System\.Data(\..*)?", "Workflow" },
        { @"System\.Data(\..*)?", "Casework" },
        { @"System\.Data(\..*)?", "Designer" },
        { @"System\.Data(\..*)?", "Host" },
        { @"Microsoft\.Data(\..*)?", "Host" },
        { @"Npgsql(\..*)?", "Host" },
        { @"Hangfire(\..*)?", "Workflow" },
        { @"Hangfire(\..*)?", "Casework" },
        { @"Hangfire(\..*)?", "Runtime" },
        { @"Hangfire(\..*)?", "Designer" },
        { @"(MailKit|MimeKit)(\..*)?", "Runtime" },
        { @"(MailKit|MimeKit)(\..*)?", "Casework" },
        { @"(MailKit|MimeKit)(\..*)?", "Designer" },
        { @"System\.Net\.Http(\..*)?", "Workflow" },
        { @"System\.Net\.Http(\..*)?", "Casework" },
        { @"System\.Net\.Http(\..*)?", "Runtime" },
        { @"System\.Net(\..*)?", "Workflow" },
        { @"System\.Net(\..*)?", "Casework" },
        { @"Microsoft\.AspNetCore(\..*)?", "Workflow" },
        { @"Microsoft\.AspNetCore(\..*)?", "Casework" },
    };

    [Theory, MemberData(nameof(Homes))]
    public void Each_kind_of_outside_has_one_home(string kind, string layer)
    {
        var used = House.Types
            .Where(type => type.Assembly.Name.StartsWith(Layer(layer).GetName().Name!, StringComparison.Ordinal))
            .SelectMany(type => type.Dependencies.Select(dependency => (type.FullName, Target: dependency.Target)))
            .Where(use => System.Text.RegularExpressions.Regex.IsMatch(use.Target.Namespace?.FullName ?? "", $"^{kind}$"))
            .Where(use => !Pure.Contains(use.Target.FullName))
            .Select(use => $"{use.FullName} uses {use.Target.FullName}")
            .Distinct()
            .ToList();
        used.ShouldBeEmpty();
    }

    /// <summary>Of System.Net, what only computes: names of status codes, escaping.</summary>
    private static readonly string[] Pure = ["System.Net.HttpStatusCode", "System.Net.WebUtility"];

    /// <summary>Reading and writing of bytes that are in memory is no I/O.</summary>
    private static readonly string[] InMemory =
        ["System.IO.MemoryStream", "System.IO.StringReader", "System.IO.StringWriter", "System.IO.TextReader", "System.IO.TextWriter", "System.IO.Stream",
         "System.IO.BinaryReader", "System.IO.BinaryWriter", "System.IO.InvalidDataException", "System.IO.EndOfStreamException", "System.IO.Path"];

    [Theory]
    [InlineData("Workflow")]
    [InlineData("Casework")]
    public void The_pure_layers_touch_no_file(string layer) =>
        House.Types
            .Where(type => type.Assembly.Name.StartsWith(Layer(layer).GetName().Name!, StringComparison.Ordinal))
            .SelectMany(type => type.Dependencies.Select(dependency => (type.FullName, Target: dependency.Target.FullName)))
            .Where(use => use.Target.StartsWith("System.IO.", StringComparison.Ordinal)
                && !use.Target.StartsWith("System.IO.Hashing.", StringComparison.Ordinal)
                && !InMemory.Any(type => use.Target.StartsWith(type, StringComparison.Ordinal)))
            .Select(use => $"{use.FullName} uses {use.Target}")
            .Distinct()
            .ShouldBeEmpty();

    [Theory]
    [InlineData("Workflow")]
    [InlineData("Casework")]
    [InlineData("Runtime")]
    [InlineData("Designer")]
    [InlineData("Host")]
    public void Classes_are_sealed_unless_something_derives_from_them(string layer)
    {
        var types = Layer(layer).GetTypes();
        var bases = types.Select(type => type.BaseType).Where(parent => parent is not null)
            .Select(parent => parent!.IsGenericType ? parent.GetGenericTypeDefinition() : parent).ToHashSet();
        types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !bases.Contains(type)
                && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: true)
                && type.Namespace?.StartsWith("GridWorkflow", StringComparison.Ordinal) == true
                && !type.Namespace.EndsWith(".Migrations", StringComparison.Ordinal)
                && !IsGenerated(type))
            .Select(type => type.FullName)
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_type_is_named_for_what_it_does_not_say()
    {
        string[] empty = ["Helper", "Helpers", "Manager", "Util", "Utils", "Utility", "Utilities", "Common", "Service", "Services"];
        new[] { Workflow, Casework, Runtime, Designer, Host }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("GridWorkflow", StringComparison.Ordinal) == true)
            .Where(type => empty.Any(name => type.Name.Split('`')[0].EndsWith(name, StringComparison.Ordinal))
                || type.Namespace!.Split('.').Any(part => empty.Contains(part) || part is "Models" or "Interfaces"))
            .Select(type => type.FullName)
            .ShouldBeEmpty();
    }

    [Fact]
    public void An_interface_has_two_implementations_or_a_reason()
    {
        // IStore: PostgreSQL comes beside SQLite; its suite is written for both. IBound: the compiler knows no script language; another one joins by it.
        string[] reasons = ["IStore", "IBound"];
        var types = new[] { Workflow, Casework, Runtime, Designer, Host }.SelectMany(assembly => assembly.GetTypes()).ToList();
        types.Where(type => type.IsInterface && type.Namespace?.StartsWith("GridWorkflow", StringComparison.Ordinal) == true && !reasons.Contains(type.Name))
            .Where(type => types.Count(other => other is { IsInterface: false, IsAbstract: false } && type.IsAssignableFrom(other)) < 2)
            .Select(type => type.FullName)
            .ShouldBeEmpty();
    }

    /// <summary>Razor writes its pages as unsealed classes.</summary>
    private static bool IsGenerated(System.Type type) =>
        type.Namespace == "AspNetCoreGeneratedDocument" || type.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name.StartsWith("Razor", StringComparison.Ordinal));

    private static Assembly Layer(string name) => name switch
    {
        "Workflow" => Workflow,
        "Casework" => Casework,
        "Runtime" => Runtime,
        "Designer" => Designer,
        "Host" => Host,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
