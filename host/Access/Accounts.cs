using System.Security.Claims;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Identity;

namespace GridWorkflow.Host.Access;

public enum AccountState : byte
{
    /// <summary>The person cannot sign in.</summary>
    None,

    Active,

    /// <summary>The password that an admin made is not changed yet.</summary>
    Once,

    Locked,
}

/// <summary>A password that is shown once.</summary>
public sealed record FreshPassword(string UserName, string Password);

/// <summary>Accounts of people: the user name is the id of the person in the organisation.</summary>
public sealed class Accounts(UserManager<GridUser> users, RoleManager<IdentityRole> roles, ReferenceCatalog reference, IPasswordHasher<GridUser> hasher)
{
    public const string AdminName = "admin";

    /// <summary>Makes the one admin of a fresh installation; null when there is an account already.</summary>
    public async Task<FreshPassword?> CreateFirstAdmin()
    {
        foreach (var role in GridRoles.All)
        {
            if (!await roles.RoleExistsAsync(role))
                Demand(await roles.CreateAsync(new IdentityRole(role)));
        }

        if ((await users.GetUsersInRoleAsync(GridRoles.Admin)).Count > 0)
            return null;
        var password = Passwords.Create();
        var admin = new GridUser { UserName = AdminName };
        Demand(await users.CreateAsync(admin, password));
        Demand(await users.AddToRoleAsync(admin, GridRoles.Admin));
        return new FreshPassword(AdminName, password);
    }

    /// <summary>Gives everybody of a demo organisation the same known password.</summary>
    /// <returns>How many accounts were made.</returns>
    public async Task<int> CreateDemoPeople(string password)
    {
        var made = 0;
        foreach (var person in reference.Current.Organisation.People)
        {
            if (await users.FindByNameAsync(person.Id) is not null)
                continue;
            var user = UserOf(person);
            user.PasswordHash = hasher.HashPassword(user, password);
            Demand(await users.CreateAsync(user));
            made++;
        }

        return made;
    }

    public async Task<AccountState> StateOf(string personId)
    {
        if (await users.FindByNameAsync(personId) is not { } user)
            return AccountState.None;
        if (await users.IsLockedOutAsync(user))
            return AccountState.Locked;
        return (await users.GetClaimsAsync(user)).Any(claim => claim.Type == GridClaims.OneTimePassword) ? AccountState.Once : AccountState.Active;
    }

    /// <summary>Makes the account of a person, or gives it a new one-time password; its sessions end. Null: there is no such person.</summary>
    public async Task<FreshPassword?> IssuePassword(string personId)
    {
        if (reference.Current.Organisation.Person(personId) is not { } person)
            return null;
        var password = Passwords.Create();
        var user = await users.FindByNameAsync(person.Id);
        if (user is null)
        {
            user = UserOf(person);
            Demand(await users.CreateAsync(user, password));
        }
        else
        {
            user.PersonId = person.Id;
            user.PasswordHash = hasher.HashPassword(user, password);
            Demand(await users.UpdateSecurityStampAsync(user));
            await Unlock(user);
        }

        if ((await users.GetClaimsAsync(user)).All(claim => claim.Type != GridClaims.OneTimePassword))
            Demand(await users.AddClaimAsync(user, new Claim(GridClaims.OneTimePassword, "true")));
        return new FreshPassword(user.UserName!, password);
    }

    /// <summary>Whether the account of a person has the role of an administrator.</summary>
    public async Task<bool> IsAdmin(string personId) => await users.FindByNameAsync(personId) is { } user && await users.IsInRoleAsync(user, GridRoles.Admin);

    /// <summary>Makes the account of a person an administrator's. False: the person has no account.</summary>
    public async Task<bool> GiveAdmin(string personId)
    {
        if (await users.FindByNameAsync(personId) is not { } user)
            return false;
        if (!await users.IsInRoleAsync(user, GridRoles.Admin))
            Demand(await users.AddToRoleAsync(user, GridRoles.Admin));
        return true;
    }

    /// <summary>Takes the role from the account of a person again; its sessions end. False: the person has no account.</summary>
    public async Task<bool> TakeAdmin(string personId)
    {
        if (await users.FindByNameAsync(personId) is not { } user)
            return false;
        if (await users.IsInRoleAsync(user, GridRoles.Admin))
        {
            Demand(await users.RemoveFromRoleAsync(user, GridRoles.Admin));
            Demand(await users.UpdateSecurityStampAsync(user));
        }

        return true;
    }

    /// <summary>How many accounts have the role of an administrator.</summary>
    public async Task<int> CountAdmins() => (await users.GetUsersInRoleAsync(GridRoles.Admin)).Count;

    public async Task Unlock(string personId)
    {
        if (await users.FindByNameAsync(personId) is { } user)
            await Unlock(user);
    }

    private async Task Unlock(GridUser user)
    {
        Demand(await users.SetLockoutEndDateAsync(user, null));
        Demand(await users.ResetAccessFailedCountAsync(user));
    }

    private static GridUser UserOf(Person person) => new() { UserName = person.Id, PersonId = person.Id, Email = person.Email, Language = person.Language };

    private static void Demand(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The account store refused: {string.Join(' ', result.Errors.Select(error => error.Description))}");
    }
}
