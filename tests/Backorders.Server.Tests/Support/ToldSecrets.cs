using System.Text.RegularExpressions;

namespace Backorders.Server.Tests;

/// <summary>Finds secrets where they must not be told: in logs and in refusals. Each kind that the engine gives out or takes has a form by which it is known.</summary>
internal static partial class ToldSecrets
{
    /// <summary>The secrets in a text.</summary>
    public static string[] In(string text) => [.. Forms().Matches(text).Select(m => m.Value)];

    /// <summary>A secret of a webhook, an API key, what data protection makes of a session, a token, a certificate's password of the tests, a private key, and a key of cookies.</summary>
    [GeneratedRegex("whsec_[A-Za-z0-9+/]{8,}|bko_[0-9a-f]{12}_[A-Za-z0-9_-]{8,}|CfDJ8[A-Za-z0-9_-]{8,}|eyJ[A-Za-z0-9_-]{8,}[.][A-Za-z0-9_-]+|pfx-password|key-password|PRIVATE KEY|<masterKey")]
    private static partial Regex Forms();
}
