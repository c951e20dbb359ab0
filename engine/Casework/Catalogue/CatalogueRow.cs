namespace GridWorkflow.Casework.Catalogue;

/// <summary>One filing condition as a table of a city has it; the names of the columns are those of the table's header.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Type"><c>component</c> or <c>event</c>, or 部件 or 事件.</param>
/// <param name="Big">大類, two digits.</param>
/// <param name="BigName">What the 大類 is called.</param>
/// <param name="Small">小類, two digits.</param>
/// <param name="SmallName">What the 小類 is called.</param>
/// <param name="Number">Number of the condition.</param>
/// <param name="Condition">立案條件.</param>
/// <param name="Close">結案條件.</param>
/// <param name="Limit">The limit in the words of the source.</param>
/// <param name="LimitType">What the table's author read as the unit; empty: nothing.</param>
/// <param name="LimitValue">What the table's author read as the value; empty: nothing.</param>
public sealed record CatalogueRow(
    int Line,
    string Type,
    string Big,
    string BigName,
    string Small,
    string SmallName,
    string Number,
    string Condition,
    string Close,
    string Limit,
    string LimitType,
    string LimitValue)
{
    /// <summary>Who handles and who supervises, in the words of the source.</summary>
    public string Handler { get; init; } = "";

    public string Supervisor { get; init; } = "";
}
