using Microsoft.AspNetCore.Html;

namespace GridWorkflow.Host.Pages.Shared;

/// <summary>The few signs that the pages use, drawn on a 24 × 24 grid. They only decorate: a word always stands beside them.</summary>
public static class Icons
{
    public static IHtmlContent Inbox { get; } = Of("M4 13h4l1.5 3h5L16 13h4M5.5 5h13L20 13v6H4v-6z");

    public static IHtmlContent Bell { get; } = Of("M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4");

    public static IHtmlContent Cases { get; } = Of("M5 4h14v16H5zM9 9h6M9 13h6M9 17h3");

    public static IHtmlContent Flow { get; } = Of("M4 5h6v5H4zM14 14h6v5h-6zM7 10v6.5h7M10 7.5h7V14");

    public static IHtmlContent Figures { get; } = Of("M4 20h16M6 20v-7h3v7M11 20V6h3v14M16 20v-10h3v10");

    public static IHtmlContent Gear { get; } = Of("M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1");

    public static IHtmlContent Person { get; } = Of("M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M5 20a7 7 0 0 1 14 0");

    public static IHtmlContent Globe { get; } = Of("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18");

    public static IHtmlContent Clock { get; } = Of("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.5 2");

    public static IHtmlContent Late { get; } = Of("M12 4 2.5 20h19zM12 10v4M12 17v.2");

    public static IHtmlContent Check { get; } = Of("m5 12.5 4.5 4.5L19 7.5");

    public static IHtmlContent Out { get; } = Of("M14 4H5v16h9M10 12h10M17 9l3 3-3 3");

    public static IHtmlContent Siren { get; } = Of("M6 18v-6a6 6 0 0 1 12 0v6M4 21h16M12 2v1.5M4 5l1 1M20 5l-1 1M12 10v4");

    private static HtmlString Of(string path) =>
        new($"<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\"><path d=\"{path}\"/></svg>");
}
