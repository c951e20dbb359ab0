namespace GridWorkflow.Conformance;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    /// <summary>The document that names deliberate differences.</summary>
    public string? Differences { get; private init; }

    /// <summary>Runs only cases whose name holds this text.</summary>
    public string? Only { get; private init; }

    /// <summary>Prints what was found of each case that is not exact.</summary>
    public bool Verbose { get; private init; }

    public static Options Read(string[] args)
    {
        var options = new Options();
        for (var index = 0; index < args.Length; index++)
        {
            options = args[index] switch
            {
                "--differences" when index + 1 < args.Length => options with { Differences = args[++index] },
                "--only" when index + 1 < args.Length => options with { Only = args[++index] },
                "--verbose" => options with { Verbose = true },
                _ => throw new ArgumentException($"Expected a known option, but found '{args[index]}'."),
            };
        }

        return options;
    }
}
