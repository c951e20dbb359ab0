using System.Globalization;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Host.Texts;

/// <summary>The language of a request: the reader's cookie, else the browser's Accept-Language, else English.</summary>
public static class LanguageChoice
{
    public const string Cookie = "grid.language";

    public static string Of(HttpContext http) =>
        http.Request.Cookies.TryGetValue(Cookie, out var chosen) && Languages.Knows(chosen)
            ? chosen!
            : Languages.FromAcceptLanguage(http.Request.Headers.AcceptLanguage) ?? Language.English;

    public static void Remember(HttpContext http, string language) =>
        http.Response.Cookies.Append(Cookie, language, new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            IsEssential = true,
        });

    /// <summary>Makes the language of the request the culture of the request.</summary>
    public static IApplicationBuilder UseLanguage(this IApplicationBuilder app) =>
        app.Use((http, next) =>
        {
            var language = Of(http);
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            http.Response.Headers.ContentLanguage = language;
            return next(http);
        });

    /// <summary>Back to the page where the reader switched; only a path of this site is followed.</summary>
    public static string SafeReturn(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal) && !path.Any(char.IsControl)
            ? path
            : "/";
}
