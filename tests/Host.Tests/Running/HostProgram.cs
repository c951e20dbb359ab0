using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace GridWorkflow.Host.Tests.Running;

/// <summary>The host as a process of its own, as a user starts it, so that it can be killed.</summary>
internal sealed partial class HostProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProgram(Process process) => _process = process;

    /// <summary>The host's program, built in the same configuration as these tests.</summary>
    public static string Dll { get; } = Path.Combine(
        SharedFiles.Root, "host", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "GridWorkflow.Host.dll");

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join(Environment.NewLine, _output);
        }
    }

    /// <summary>Starts the demo on a free port and waits until it says where it listens.</summary>
    public static async Task<HostProgram> Start(string database, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Dll, "--demo", "--db", database, "--urls", "http://127.0.0.1:0"])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var program = new HostProgram(Process.Start(start)!);
        program.Follow(program._process.StandardOutput);
        program.Follow(program._process.StandardError);
        var ended = program._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(program._address.Task, ended) == ended)
            throw new InvalidOperationException($"The host ended with {program._process.ExitCode} before it listened:{Environment.NewLine}{program.Output}");
        program.Address = await program._address.Task;
        return program;
    }

    /// <summary>Runs a verb of the host to its end and answers what it printed.</summary>
    public static async Task<string> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Dll, .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{string.Join(' ', arguments)}: {output} {await error}");
        return output;
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Asks it to end, as whoever runs it does (SIGTERM); see <see cref="Ended"/>.</summary>
    public async Task Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])!;
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Waits for its end and answers its exit code.</summary>
    public async Task<int> Ended(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>A browser that keeps cookies.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Kill();
        _process.Dispose();
    }

    private async void Follow(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_output)
                _output.Add(line);
            if (Listening().Match(line) is { Success: true } found)
                _address.TrySetResult(new Uri(found.Value));
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Listening();
}
