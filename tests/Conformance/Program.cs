using GridWorkflow.Conformance.Clocks;
using GridWorkflow.Conformance.Elsa;

// Each verb holds the product against one body of proof. New verbs go into this table.
(string Name, string Usage, Func<string[], int> Run)[] verbs =
[
    ("clocks", ClocksVerb.Usage, ClocksVerb.Run),
    ("elsa", ElsaVerb.Usage, ElsaVerb.Run),
];

var verb = Array.Find(verbs, candidate => args.Length > 0 && string.Equals(candidate.Name, args[0], StringComparison.Ordinal));
if (verb.Run is not null)
    return verb.Run(args[1..]);

Console.Error.WriteLine(args.Length == 0 ? "Expected a verb, but found none." : $"Expected a known verb, but found '{args[0]}'.");
foreach (var (_, usage, _) in verbs)
    Console.Error.WriteLine($"  {usage}");
return 2;
