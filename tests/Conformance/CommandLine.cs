namespace GridWorkflow.Conformance;

internal static class CommandLine
{
    public static int Main(string[] args) => args switch
    {
        ["elsa", var directory, .. var options] => ElsaCases.Run(directory, Options.Read(options)),
        _ => Usage(),
    };

    private static int Usage()
    {
        Console.Error.WriteLine("usage: elsa DIR [--differences FILE] [--only TEXT] [--verbose]");
        return 2;
    }
}
