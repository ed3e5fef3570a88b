using System.Collections.Frozen;
using Backorders.Domain.Ids;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Grpc.Core;

namespace Backorders.Server.Security.Tokens;

/// <summary>What the claims of an issuer's tokens mean here: who calls, for whom, what and where.</summary>
internal sealed class TokenMapping
{
    private const int SubjectLengthMax = 255; // OpenID Connect Core 1.0, 2: 'sub'

    private static readonly FrozenDictionary<string, Role> RolesByName = KeyFile.Each(Role.All).ToFrozenDictionary(r => r.ToString(), StringComparer.Ordinal);

    private readonly TokenIssuerOptions issuer;
    private readonly FrozenDictionary<string, Role> roles;
    private readonly FrozenDictionary<string, OwnerId> owners;

    /// <exception cref="NodeStartException">A role is none, or a value stands there twice.</exception>
    public TokenMapping(TokenIssuerOptions issuer, string place)
    {
        this.issuer = issuer;
        string[] wrong =
        [
            .. issuer.Roles.Where(r => !RolesByName.ContainsKey(r.Means)).Select(r => $"{place}:Roles: '{r.Means}' (for '{r.Value}') is no role; there are {string.Join(", ", RolesByName.Keys.Order())}."),
            .. Twice(issuer.Roles).Select(v => $"{place}:Roles: '{v}' stands there twice; give a value one role, and a caller several values."),
            .. Twice(issuer.Owners).Select(v => $"{place}:Owners: '{v}' stands there twice."),
        ];
        if (wrong.Length > 0)
        {
            throw new NodeStartException("The options are wrong:\n  " + string.Join("\n  ", wrong));
        }

        roles = issuer.Roles.Count == 0 ? RolesByName : issuer.Roles.ToFrozenDictionary(r => r.Value, r => RolesByName[r.Means], StringComparer.Ordinal);
        owners = issuer.Owners.ToFrozenDictionary(o => o.Value, o => new OwnerId(o.Means), StringComparer.Ordinal);
    }

    /// <summary>Who a token is.</summary>
    /// <exception cref="RpcException">Nobody here: a claim is missing, or is not what the settings say. Named after the claim, never with what other callers' would be.</exception>
    public Caller ToCaller(TokenClaims claims)
    {
        string subject = Text(claims, "sub") ?? throw Wrong("sub", "TOKEN_CLAIM_INVALID", "is missing, and names whom the token is for");
        if (subject.Length > SubjectLengthMax || !subject.All(c => c is > ' ' and <= '~'))
        {
            throw Wrong("sub", "TOKEN_CLAIM_INVALID", $"must be 1 to {SubjectLengthMax} printable ASCII characters without a blank");
        }

        string id = $"{issuer.Name}:{subject}";
        OwnerId? owner = OwnerOf(claims, id);
        Role may = RolesOf(claims, id);
        return owner is not null && (may & Role.OfBuilding) is var building and not Role.None
            ? throw Wrong(issuer.RolesClaim, "TOKEN_OPERATOR_BOUND", $"gives '{id}' the role {building}, which is about the whole building, and '{issuer.OwnerClaim}' binds it to one owner: take one away")
            : new Caller(id, owner, may, WarehousesOf(claims, id)) { IsBound = owner is not null };
    }

    private OwnerId? OwnerOf(TokenClaims claims, string id)
    {
        if (Text(claims, issuer.OwnerClaim) is not { } named)
        {
            return issuer.BuildingClaim.Length > 0 && claims.Has(issuer.BuildingClaim, issuer.BuildingValue)
                ? null
                : throw Wrong(issuer.OwnerClaim, "TOKEN_OWNER_MISSING", $"is missing: it names the owner whose goods '{id}' may see");
        }

        if (owners.Count > 0)
        {
            return owners.TryGetValue(named, out OwnerId mapped) ? mapped : throw Wrong(issuer.OwnerClaim, "TOKEN_OWNER_UNKNOWN", $"of '{id}' is no owner here");
        }

        return OwnerId.TryCreate(named, out OwnerId own) ? own : throw Wrong(issuer.OwnerClaim, "TOKEN_CLAIM_INVALID", $"of '{id}' must have 1 to {OwnerId.MaxLength} printable characters");
    }

    private Role RolesOf(TokenClaims claims, string id)
    {
        IReadOnlyList<string> values = claims.TextsOf(issuer.RolesClaim, inWords: true) ?? throw Wrong(issuer.RolesClaim, "TOKEN_CLAIM_INVALID", "must be a list of texts, or words in one text");
        Role may = values.Aggregate(Role.None, (all, value) => all | roles.GetValueOrDefault(value, Role.None));
        return may != Role.None ? may : throw Wrong(issuer.RolesClaim, "TOKEN_ROLE_UNKNOWN", $"gives '{id}' no role of this building");
    }

    private FrozenSet<WarehouseId> WarehousesOf(TokenClaims claims, string id)
    {
        if (issuer.WarehousesClaim.Length == 0)
        {
            return [];
        }

        // An empty set would mean everywhere, so a token that should name some and names none is nobody's.
        IReadOnlyList<string>? named = claims.TextsOf(issuer.WarehousesClaim, inWords: true);
        return named is { Count: > 0 } && named.All(w => WarehouseId.TryCreate(w, out _))
            ? named.Select(w => new WarehouseId(w)).ToFrozenSet()
            : throw Wrong(issuer.WarehousesClaim, named is { Count: 0 } ? "TOKEN_WAREHOUSE_MISSING" : "TOKEN_CLAIM_INVALID", $"must name the warehouses where '{id}' works");
    }

    /// <summary>The one text of a claim; null when it is not there.</summary>
    private string? Text(TokenClaims claims, string name) => claims.TextsOf(name, inWords: false) switch
    {
        { Count: 0 } => null,
        [var one] when one.Length > 0 => one,
        _ => throw Wrong(name, "TOKEN_CLAIM_INVALID", "must be one text"),
    };

    private RpcException Wrong(string claim, string reason, string what) => RefusalStatus.Create(
        StatusCode.PermissionDenied, $"The token's claim '{claim}' {what}. Its issuer '{issuer.Name}' says what stands in it.", reason, ("issuer", issuer.Name), ("claim", claim));

    private static IEnumerable<string> Twice(IEnumerable<ClaimValueOptions> values) => values.GroupBy(v => v.Value, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key);
}
