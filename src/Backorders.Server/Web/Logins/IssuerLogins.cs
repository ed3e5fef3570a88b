using Backorders.Server.Common;
using Backorders.Server.Security.Tokens;
using Microsoft.AspNetCore.DataProtection;

namespace Backorders.Server.Web.Logins;

/// <summary>The issuers through which people log in at the pages.</summary>
internal sealed class IssuerLogins
{
    private readonly HttpClient http = TokenSetup.NewClient();

    public IssuerLogins(TokenRing tokens, IDataProtectionProvider protection, NodeClock clock) =>
        All = [.. tokens.Issuers.Where(i => i.Login is not null).Select(i => new IssuerLogin(i, i.Login!, protection, http, clock))];

    /// <summary>All of them, as the settings have them.</summary>
    public IReadOnlyList<IssuerLogin> All { get; }

    /// <summary>The one of a name; null when there is none.</summary>
    public IssuerLogin? Find(string? name) => All.FirstOrDefault(i => i.Name == name);
}
