using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Composition;

/// <summary>Where the host finds its files: the same from <c>dotnet run</c>, from a published folder and from a test.</summary>
public sealed record HostPaths
{
    /// <summary>Folder with <c>wwwroot/</c> and <c>Texts/</c>.</summary>
    public required string Content { get; init; }

    /// <summary>Folder with <c>definitions/</c>, <c>policies/</c> and the rest of the data files.</summary>
    public required string Workflows { get; init; }

    /// <summary>The SQLite file, or a connection string of PostgreSQL.</summary>
    public required string Database { get; init; }

    /// <summary>Keys that protect cookies and webhook secrets; beside the database, since they belong to its contents.</summary>
    public string Keys => Path.Combine(Path.GetDirectoryName(Database)!, "keys");

    /// <summary>Makes the folder of the keys, for the owner alone: they stand there in the clear.</summary>
    public DirectoryInfo KeyFolder() => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(Keys)
        : Directory.CreateDirectory(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <param name="database">As given on the command line, a path relative to the caller's folder or a connection string; null takes <c>data/grid.db</c>.</param>
    /// <param name="demo">The demo city has a database of its own.</param>
    /// <exception cref="DirectoryNotFoundException">There is no <c>workflows/</c> folder at or above the content root.</exception>
    public static HostPaths Find(string? database, bool demo)
    {
        var content = FindContent();
        return new HostPaths
        {
            Content = content,
            Workflows = FindWorkflows(content),
            Database = database is not null && GridDatabase.IsServer(database) ? database : Path.GetFullPath(database ?? Path.Combine(content, "data", demo ? "demo.db" : "grid.db")),
        };
    }

    private static string FindContent() =>
        Upward(AppContext.BaseDirectory).FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "wwwroot")) && Directory.Exists(Path.Combine(folder, "Texts")))
        ?? Upward(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, "host")).FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "wwwroot")))
        ?? throw new DirectoryNotFoundException($"Expected wwwroot/ and Texts/ at or above {AppContext.BaseDirectory}, but found none. Publish the host again.");

    private static string FindWorkflows(string content) =>
        Upward(content).Select(folder => Path.Combine(folder, "workflows")).FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "definitions")))
        ?? throw new DirectoryNotFoundException($"Expected workflows/definitions/ at or above {content}, but found none. Copy the workflows/ folder there.");

    private static IEnumerable<string> Upward(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
