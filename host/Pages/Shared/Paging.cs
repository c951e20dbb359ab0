namespace GridWorkflow.Host.Pages.Shared;

/// <summary>Where a reader is in a long list.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Link">Address of a page by its number.</param>
public sealed record Paging(int Page, int Size, int Total, Func<int, string> Link)
{
    public int Pages => Math.Max(1, (Total + Size - 1) / Size);

    public int First => Total == 0 ? 0 : ((Page - 1) * Size) + 1;

    public int Last => Math.Min(Total, Page * Size);
}
