using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Backorders.Server.Security.Tokens;

/// <summary>The claims of a token whose signature was checked, as they stand in it.</summary>
internal sealed class TokenClaims
{
    private readonly JsonElement payload;

    public TokenClaims(JsonWebToken token)
    {
        using JsonDocument document = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        payload = document.RootElement.Clone();
    }

    /// <summary>The texts of a claim: one, the members of a list, or words with blanks between them (RFC 8693, 4.2); empty when it is not there.</summary>
    /// <param name="name">Its name; dots lead into objects.</param>
    /// <param name="inWords">Whether one text may hold several, with blanks between them.</param>
    /// <returns>Null when it is something else, such as a number.</returns>
    public IReadOnlyList<string>? TextsOf(string name, bool inWords)
    {
        switch (Find(payload, name))
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return [];
            case { ValueKind: JsonValueKind.String } text:
                return inWords ? text.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [text.GetString()!];
            case { ValueKind: JsonValueKind.Array } list:
                JsonElement[] members = [.. list.EnumerateArray()];
                return members.All(m => m.ValueKind == JsonValueKind.String) ? [.. members.Select(m => m.GetString()!)] : null;
            default:
                return null;
        }
    }

    /// <summary>Whether a claim is a value, or a list that holds it; a truth value is <c>true</c>.</summary>
    public bool Has(string name, string value) => Find(payload, name) switch
    {
        { ValueKind: JsonValueKind.True } => value == "true",
        _ => TextsOf(name, inWords: false)?.Contains(value) ?? false,
    };

    private static JsonElement? Find(JsonElement at, string name)
    {
        if (at.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (at.TryGetProperty(name, out JsonElement whole))
        {
            return whole;
        }

        for (int dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (at.TryGetProperty(name[..dot], out JsonElement inner) && Find(inner, name[(dot + 1)..]) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
