using System.Net;
using Backorders.Domain.Ids;

namespace Backorders.Server.Options;

/// <summary>
/// An issuer whose tokens (JWT, RFC 7519) are good beside API keys, and what its claims mean here. A claim's name may lead into objects by dots (<c>realm_access.roles</c>); a claim whose whole
/// name has dots is found first.
/// </summary>
public sealed class TokenIssuerOptions
{
    /// <summary>Names the issuer in audits, before the token's subject: <c>NAME:sub</c>. 1 to 32 letters, digits, dots, dashes or underscores; each once.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>
    /// The issuer's address; its settings are read from <c>/.well-known/openid-configuration</c> under it (OpenID Connect Discovery 1.0, 4). https, or http on loopback. One of this,
    /// <see cref="MetadataAddress"/> and <see cref="KeysFile"/>.
    /// </summary>
    public string Authority { get; set; } = string.Empty;

    /// <summary>Where its settings are, when not at the usual place under <see cref="Authority"/>.</summary>
    public string MetadataAddress { get; set; } = string.Empty;

    /// <summary>A file with its public keys (JWK Set, RFC 7517), for a node that cannot reach it. Read again when a token names a key that it did not hold.</summary>
    public string KeysFile { get; set; } = string.Empty;

    /// <summary>What a token's <c>iss</c> must be, to the letter. Empty (the default) for <see cref="Authority"/>.</summary>
    public string Issuer { get; set; } = string.Empty;

    /// <summary>What a token's <c>aud</c> must be or hold: a token that was made for another service is refused.</summary>
    public string Audience { get; set; } = string.Empty;

    /// <summary>How tokens may be signed. Empty (the default) for RS256 and ES256; also RS384, RS512, PS256, PS384, PS512, ES384, ES512. Never by a shared secret, never unsigned.</summary>
    public IList<string> Algorithms { get; set; } = [];

    /// <summary>Seconds that the issuer's clock may differ from this one, 0 to 300. Default 30.</summary>
    public int ClockSkewSeconds { get; set; } = 30;

    /// <summary>The claim that names the owner whose goods the caller may see and change. Default <c>owner</c>.</summary>
    public string OwnerClaim { get; set; } = "owner";

    /// <summary>Which values of <see cref="OwnerClaim"/> are which owner. Empty (the default): the value is the owner.</summary>
    public IList<ClaimValueOptions> Owners { get; set; } = [];

    /// <summary>The claim that says what the caller may do: a list, or words in one text. Default <c>roles</c>.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>Which values of <see cref="RolesClaim"/> are which role; others are ignored. Empty (the default): the values are the roles' own names.</summary>
    public IList<ClaimValueOptions> Roles { get; set; } = [];

    /// <summary>The claim that says where the caller may work, as warehouses' ids. Empty (the default): in every warehouse. When it is set, a token without it is refused.</summary>
    public string WarehousesClaim { get; set; } = string.Empty;

    /// <summary>
    /// The claim that makes a token without an owner the building's own, with <see cref="BuildingValue"/>. Empty (the default): a token without an owner is refused.
    /// </summary>
    public string BuildingClaim { get; set; } = string.Empty;

    /// <summary>What <see cref="BuildingClaim"/> must be or hold. Default <c>true</c>.</summary>
    public string BuildingValue { get; set; } = "true";

    /// <summary>How people log in at the pages through it. Not set (the default): they log in by key.</summary>
    public IssuerLoginOptions? Login { get; set; }

    internal const string DefaultAlgorithms = "RS256, ES256";

    private const int NameLengthMax = 32;
    private const int SkewSecondsMax = 300;

    private static readonly string[] AlgorithmsKnown = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>What <c>iss</c> must be.</summary>
    internal string ExpectedIssuer => Issuer.Length > 0 ? Issuer : Authority;

    /// <summary>The algorithms that are taken.</summary>
    internal IReadOnlyList<string> AlgorithmsTaken => Algorithms.Count > 0 ? [.. Algorithms] : DefaultAlgorithms.Split(", ");

    /// <summary>Where its settings are read; null when its keys come from a file.</summary>
    internal Uri? Discovery =>
        KeysFile.Length > 0 ? null
        : Uri.TryCreate(MetadataAddress.Length > 0 ? MetadataAddress : Authority.TrimEnd('/') + "/.well-known/openid-configuration", UriKind.Absolute, out Uri? address) ? address
        : null;

    /// <summary>Whether an address is this machine, where http is no danger.</summary>
    internal static bool IsLoopback(Uri address) => address.IsLoopback || (IPAddress.TryParse(address.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    internal void Check(string place, List<string> wrong)
    {
        if (Name.Length is 0 or > NameLengthMax || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            wrong.Add($"{place}:Name: '{Name}' must be 1 to {NameLengthMax} letters, digits, dots, dashes or underscores.");
        }

        CheckKeys(place, wrong);
        if (ExpectedIssuer.Length == 0)
        {
            wrong.Add($"{place}:Issuer: say what 'iss' is in its tokens.");
        }

        if (Audience.Length == 0)
        {
            wrong.Add($"{place}:Audience: say what 'aud' is in tokens that were made for this building; else a token for any other service would be good here.");
        }

        wrong.AddRange(Algorithms.Where(a => !AlgorithmsKnown.Contains(a, StringComparer.Ordinal)).Select(a =>
            $"{place}:Algorithms: '{a}' is not one of {string.Join(", ", AlgorithmsKnown)}. Tokens that are not signed, or signed with a secret that the node would share, are never taken."));
        if (ClockSkewSeconds is < 0 or > SkewSecondsMax)
        {
            wrong.Add($"{place}:ClockSkewSeconds: {ClockSkewSeconds} is not from 0 to {SkewSecondsMax}.");
        }

        if (OwnerClaim.Length == 0)
        {
            wrong.Add($"{place}:OwnerClaim: name the claim that holds the owner.");
        }

        if (RolesClaim.Length == 0)
        {
            wrong.Add($"{place}:RolesClaim: name the claim that holds the roles.");
        }

        Login?.Check($"{place}:Login", wrong);
        if (Login is not null && KeysFile.Length > 0)
        {
            wrong.Add($"{place}:Login: a login asks the issuer where its pages are; set Authority or MetadataAddress in the place of KeysFile.");
        }

        wrong.AddRange(Owners.Where(o => !OwnerId.TryCreate(o.Means, out _)).Select(o => $"{place}:Owners: '{o.Means}' (for '{o.Value}') is no owner's id."));
    }

    private void CheckKeys(string place, List<string> wrong)
    {
        if (Authority.Length + MetadataAddress.Length == 0 && KeysFile.Length == 0)
        {
            wrong.Add($"{place}: say where its keys are: Authority, MetadataAddress or KeysFile.");
        }
        else if (KeysFile.Length > 0 && !File.Exists(KeysFile))
        {
            wrong.Add($"{place}:KeysFile: there is no file '{KeysFile}'.");
        }
        else if (KeysFile.Length == 0 && (Discovery is not { } address || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address)))))
        {
            wrong.Add($"{place}:{(MetadataAddress.Length > 0 ? nameof(MetadataAddress) : nameof(Authority))}: "
                + $"'{(MetadataAddress.Length > 0 ? MetadataAddress : Authority)}' is no address such as https://login.example.com; http is for this machine alone.");
        }
    }
}
