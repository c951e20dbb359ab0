using GridWorkflow.Workflow.Definitions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace GridWorkflow.Casework.Loading;

/// <summary>
/// Reads a YAML file into a record and refuses it with everything that is wrong: unknown and missing keys, wrong values, each with file,
/// path, line and what to write instead.
/// </summary>
public static class YamlFile
{
    private const int MaxNesting = 32;
    private const int MaxLength = 1024 * 1024;

    /// <param name="file">The file; its path goes into the messages.</param>
    /// <param name="read">Takes what it knows from the map at the root; a key that nobody asked for is a problem.</param>
    /// <exception cref="RefusedException">With every problem found.</exception>
    public static T Read<T>(SourceFile file, Func<YamlMap, T> read)
    {
        var findings = new Findings(file.Path);
        var value = Root(file, findings) is { } root ? root.Map(read) : default;
        return findings.Problems.Count == 0 ? value! : throw new RefusedException(findings.Problems);
    }

    private static YamlValue? Root(SourceFile file, Findings findings)
    {
        if (file.Text.Length > MaxLength)
        {
            findings.Add("yaml-size", $"Expected at most {MaxLength} characters but found {file.Text.Length}.", "Split the file.", null, null);
            return null;
        }

        try
        {
            if (TooDeep(file.Text) is { } line)
            {
                findings.Add("yaml-nesting", $"Expected at most {MaxNesting} levels of nesting.", "Flatten it.", null, line);
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(file.Text));
            if (stream.Documents.Count == 1)
                return new YamlValue(stream.Documents[0].RootNode, "", findings);
            findings.Add("yaml-documents", $"Expected one document but found {stream.Documents.Count}.", "Keep one document in a file.", null, 1);
        }
        catch (YamlException fault)
        {
            var duplicate = fault.Message.Contains("uplicate", StringComparison.Ordinal);
            findings.Add(
                duplicate ? "yaml-duplicate" : "yaml-syntax",
                duplicate ? "Expected each key once but one stands here again." : $"Expected YAML but found: {fault.Message}",
                duplicate ? "Remove one of the two." : "Mend the line; check indentation and quotes.",
                null,
                (int)fault.Start.Line);
        }

        return null;
    }

    // The tree is built by recursion, so its depth is looked at first.
    private static int? TooDeep(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current switch
            {
                MappingStart or SequenceStart => 1,
                MappingEnd or SequenceEnd => -1,
                _ => 0,
            };
            if (depth > MaxNesting)
                return (int)parser.Current!.Start.Line;
        }

        return null;
    }
}
