using GridWorkflow.Casework.Texts;
using GridWorkflow.Designer.Studio;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>A page with one element of Elsa Studio on it.</summary>
public abstract class StudioModel(StudioPage studio) : PageModel
{
    public StudioPage Studio { get; } = studio;

    /// <summary>Asks for the policy of these pages; every other keeps the strict one.</summary>
    public void OnGet() => HttpContext.Items[typeof(StudioPage)] = true;

    /// <summary>Name of the element.</summary>
    public abstract string Element { get; }

    /// <summary>Attributes of the element beside the address of the API.</summary>
    public virtual IReadOnlyDictionary<string, string> Attributes { get; } = new Dictionary<string, string>();

    /// <summary>Whether the element shows code.</summary>
    public virtual bool ShowsCode => false;

    /// <summary>Where the words of Studio's own texts are in the reader's language; null for English.</summary>
    public string? Words(string language) => language is Language.Simplified or Language.Traditional ? $"/studio-words.{language}.json" : null;

    /// <summary>Key of the page's title.</summary>
    public abstract string Title { get; }
}
