using System.Text;
using System.Text.RegularExpressions;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>What scripts may name, as TypeScript declarations: Monaco completes and checks by them.</summary>
public static partial class ScriptTypes
{
    private const string Always = """
        declare const args: { [name: string]: any };
        declare function getVariable(name: string): any;
        declare function setVariable(name: string, value: any): void;
        declare function getInput(name: string): any;
        declare function getOutputFrom(activityIdOrName: string, outputName?: string): any;
        declare function getLastResult(): any;
        declare function getWorkflowDefinitionId(): string;
        declare function getWorkflowDefinitionVersionId(): string;
        declare function getWorkflowDefinitionVersion(): number;
        declare function getWorkflowInstanceId(): string;
        declare function getCorrelationId(): string;
        declare function setCorrelationId(value: string): void;
        declare function getWorkflowInstanceName(): string;
        declare function setWorkflowInstanceName(value: string): void;
        declare function setOutcome(outcome: string): void;
        declare function setOutcomes(outcomes: string[]): void;
        declare function isNullOrWhiteSpace(value: string): boolean;
        declare function isNullOrEmpty(value: string): boolean;
        declare function toJson(value: any): string;
        declare function parseGuid(value: string): string;
        declare function newGuid(): string;
        declare function newGuidString(): string;
        declare function newShortGuid(): string;
        declare function getGuidString(value: string): string;
        declare function getShortGuid(value: string): string;
        declare function bytesToString(value: number[]): string;
        declare function bytesFromString(value: string): number[];
        declare function bytesToBase64(value: number[]): string;
        declare function bytesFromBase64(value: string): number[];
        declare function stringToBase64(value: string): string;
        declare function stringFromBase64(value: string): string;

        """;

    /// <summary>The declarations for scripts of a definition; null: those that hold in any.</summary>
    public static string Of(WorkflowDefinition? definition)
    {
        var text = new StringBuilder(Always.ReplaceLineEndings("\n"));
        if (definition is null)
            return text.ToString();
        text.Append("declare const variables: {\n");
        foreach (var variable in definition.Variables.Where(variable => IsName(variable.Name)))
            text.Append("    ").Append(variable.Name).Append(": ").Append(TypeOf(variable.TypeName, variable.IsArray)).Append(";\n");
        text.Append("};\n");
        foreach (var variable in definition.Variables.Where(variable => IsName(variable.Name)))
        {
            var name = char.ToUpperInvariant(variable.Name[0]) + variable.Name[1..];
            var type = TypeOf(variable.TypeName, variable.IsArray);
            text.Append("declare function get").Append(name).Append("(): ").Append(type).Append(";\ndeclare function set").Append(name).Append("(value: ").Append(type).Append("): void;\n");
        }

        foreach (var input in definition.Inputs.Where(input => IsName(input.Name)))
            text.Append("declare function get").Append(char.ToUpperInvariant(input.Name[0])).Append(input.Name[1..]).Append("(): ").Append(TypeOf(input.TypeName, false)).Append(";\n");
        return text.ToString();
    }

    private static string TypeOf(string typeName, bool isArray)
    {
        var type = DataType.Find(typeName);
        var name = type?.Kind switch
        {
            DataKind.String or DataKind.Guid or DataKind.DateTime or DataKind.DateTimeOffset or DataKind.DateOnly or DataKind.TimeOnly or DataKind.TimeSpan => "string",
            DataKind.Boolean => "boolean",
            DataKind.Int32 or DataKind.Int64 or DataKind.Single or DataKind.Double or DataKind.Decimal => "number",
            DataKind.StringDictionary => "{ [key: string]: string }",
            DataKind.Dictionary => "{ [key: string]: any }",
            _ => "any",
        };
        return isArray || type?.IsArray == true ? name + "[]" : name;
    }

    private static bool IsName(string name) => Name().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z_$][\w$]*$")]
    private static partial Regex Name();
}
