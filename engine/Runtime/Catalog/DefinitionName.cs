using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>Under which id a definition stands in the catalogue.</summary>
internal static class DefinitionName
{
    private const int Longest = 100;

    /// <summary>The definition with its id: the given one, else its own, else a new one. Only a missing id is put into the text.</summary>
    /// <exception cref="RefusedException">The ids disagree, or the id cannot stand in an address.</exception>
    public static WorkflowDefinition Settle(WorkflowDefinition definition, string? wanted, Func<string> newId)
    {
        var own = definition.OwnDefinitionId;
        if (wanted is not null && own is not null && wanted != own)
            throw Refusal("other-definition", $"Expected definition '{wanted}', but the text is of '{own}'.", "Save it under its own id, or change 'definitionId'.");
        var id = wanted ?? own ?? newId();
        if (id.Length > Longest || id.Any(letter => !(char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':')))
            throw Refusal("bad-definition-id", $"Expected a definition id of at most {Longest} letters, digits, hyphens, dots or colons, but found '{id}'.", "Choose another id.");
        return own is null ? definition.With(json => json["definitionId"] = id) : definition;
    }

    /// <summary>Id of a version alone; the same wherever it is asked, since no number is used twice.</summary>
    public static string OfVersion(string definitionId, int version) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{definitionId}\n{version}"))).AsSpan(0, 8));

    private static RefusedException Refusal(string code, string reason, string remedy) => new([new Problem(code, reason, remedy) { Path = "definitionId" }]);
}
