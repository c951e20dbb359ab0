using GridWorkflow.Host.Access;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

public sealed class PasswordModel(UserManager<GridUser> users, SignInManager<GridUser> signIn, Wording wording) : PageModel
{
    public bool IsOneTime => User.HasClaim(claim => claim.Type == GridClaims.OneTimePassword);

    public bool Done { get; private set; }

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public async Task<IActionResult> OnPostAsync(string? current, string? fresh)
    {
        var user = await users.GetUserAsync(User);
        if (user is null)
            return Challenge();
        var result = await users.ChangePasswordAsync(user, current ?? "", fresh ?? "");
        if (!result.Succeeded)
        {
            Problems = [.. result.Errors.Select(error => wording.Find($"password.{error.Code}") ?? error.Description)];
            return Page();
        }

        var wasOneTime = IsOneTime;
        var oneTime = (await users.GetClaimsAsync(user)).Where(claim => claim.Type == GridClaims.OneTimePassword);
        await users.RemoveClaimsAsync(user, oneTime);
        await signIn.RefreshSignInAsync(user);
        Done = true;
        return wasOneTime ? LocalRedirect("/") : Page();
    }
}
