using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Tests.Values;

public sealed class DataTypeTests
{
    [Theory]
    [InlineData("Int32", DataKind.Int32)]
    [InlineData("System.Int32, System.Private.CoreLib", DataKind.Int32)]
    [InlineData("List<String>", DataKind.String)]
    [InlineData("Elsa.Http.HttpHeaders, Elsa.Http", DataKind.Dictionary)]
    [InlineData("Microsoft.AspNetCore.Http.IFormFile, Microsoft.AspNetCore.Http.Features", DataKind.Object)]
    [InlineData("System.Dynamic.ExpandoObject, System.Linq.Expressions", DataKind.Json)]
    [InlineData("System.Collections.Generic.IDictionary`2[[System.String, System.Private.CoreLib],[System.Object, System.Private.CoreLib]], System.Private.CoreLib", DataKind.Dictionary)]
    [InlineData("System.Collections.Generic.Dictionary`2[[System.String, System.Private.CoreLib, Version=10.0.0.0, Culture=neutral],[System.String, System.Private.CoreLib]], System.Private.CoreLib", DataKind.StringDictionary)]
    public void Names_of_the_designer_and_of_net_map_through_the_table(string name, DataKind kind) => DataType.Find(name).ShouldNotBeNull().Kind.ShouldBe(kind);

    [Theory]
    [InlineData("int32")]
    [InlineData("System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData("ExpandoObject")]
    [InlineData("")]
    public void Anything_else_is_unknown(string name) => DataType.Find(name).ShouldBeNull();
}
