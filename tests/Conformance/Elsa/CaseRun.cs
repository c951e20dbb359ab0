using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>Does with a case what its steps say, and watches.</summary>
internal sealed class CaseRun(ElsaCase one, Func<FlowchartMode, ulong, IElsaHost> open) : IDisposable
{
    private readonly IElsaHost _host = open(one.FlowchartMode, SeedOf(one.Name));
    private readonly Observation _seen = new();
    private Guid? _main;
    private Definition? _mainProgram;

    private HostedInstance? Main => _main is { } id ? _host.Instances.Single(instance => instance.Id == id) : null;

    public void Dispose() => _host.Dispose();

    public Observation Observe()
    {
        try
        {
            foreach (var (file, json) in one.Definitions)
                _mainProgram = _host.Publish(json, file);
        }
        catch (RefusedException e)
        {
            _seen.Refusal = string.Join("; ", e.Problems);
            _seen.Causes.UnionWith(e.Problems.Select(problem => problem.Code));
            return _seen;
        }

        var steps = one.Steps.TryGetProperty("steps", out var list) ? list.EnumerateArray().ToList() : [];
        var starts = !(one.Steps.TryGetProperty("autoStart", out var auto) && auto.ValueKind == JsonValueKind.False);
        Phase(() =>
        {
            if (starts)
                _main = _host.Start(Request(one.Steps, _mainProgram!.DefinitionId), ByStarter(one.Steps));
        });
        foreach (var step in steps)
            Phase(() => Apply(step));
        _seen.Lines.AddRange(_host.Lines.Select(Mask));
        _seen.Causes.UnionWith(_host.Instances.SelectMany(instance => instance.State.Incidents).Select(incident => incident.Code));
        _seen.Main = Main?.Observe(Mask);
        _seen.Others.AddRange(_host.Instances.Where(instance => instance.Id != _main).Select(instance => instance.Observe(Mask)));
        return _seen;
    }

    private void Phase(Action act)
    {
        var written = _host.Lines.Count;
        var failed = false;
        try
        {
            act();
        }
        catch (StepFailedException)
        {
            failed = true;
        }

        var state = Main?.State;
        _seen.Phases.Add(new PhaseObservation(
            state?.Status.ToString(),
            state?.SubStatus.ToString(),
            state is null ? [] : [.. state.Bookmarks.Select(bookmark => bookmark.ActivityId)],
            [.. _host.Lines.Skip(written).Select(Mask)],
            failed));
    }

    private void Apply(JsonElement step)
    {
        var name = ElsaCase.Text(step, "name") ?? "";
        switch (ElsaCase.Text(step, "op"))
        {
            case "event":
                if (!(step.TryGetProperty("ifWaiting", out var only) && only.ValueKind == JsonValueKind.True) || _host.WaitsFor(name))
                    _host.Publish(name, Value(step, "payload"), ElsaCase.Text(step, "correlationId"));
                break;
            case "task":
                _host.Resume(bookmark => bookmark.Kind == "RunTask" && bookmark.Key == name, Value(step, "result"));
                break;
            case "bookmark":
                var activity = ElsaCase.Text(step, "activity");
                _host.Resume(bookmark => bookmark.ActivityId == activity, Value(step, "input"));
                break;
            case "start":
                _host.Start(Request(step, ElsaCase.Text(step, "definitionId") ?? _mainProgram!.DefinitionId), ByStarter(step));
                break;
            case "cancel" when _main is { } main:
                _host.Cancel(main);
                break;
            case "wait":
                _host.Wait(TimeSpan.FromMilliseconds(step.GetProperty("ms").GetInt32()));
                break;
            case var other:
                throw new InvalidDataException($"Expected a known step, but found '{other}'.");
        }
    }

    private static StartRequest Request(JsonElement json, string definitionId) => new(definitionId)
    {
        Input = Value(json, "input") as Dictionary<string, object?> ?? [],
        CorrelationId = ElsaCase.Text(json, "correlationId"),
        Name = ElsaCase.Text(json, "name"),
    };

    private static bool ByStarter(JsonElement json) => ElsaCase.Text(json, "via") == "starter";

    private static object? Value(JsonElement json, string property) => json.TryGetProperty(property, out var value) ? StoredValue.FromJson(value) : null;

    /// <summary>A part of the seeds for each case alone, so that cases can share a store.</summary>
    private static ulong SeedOf(string name) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) & ~0xFFFFFUL;

    /// <summary>The recorded cases name no instance ids.</summary>
    private string Mask(string text)
    {
        foreach (var instance in _host.Instances)
            text = text.Replace(instance.Id.ToString(), "<id>", StringComparison.Ordinal);
        return text;
    }
}
