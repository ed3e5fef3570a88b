using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>
/// Signatures as Standard Webhooks 1.0.0 has them ("Signature scheme", "Webhook headers"): HMAC-SHA256 over <c>id.timestamp.body</c>, told as <c>v1,</c> and base64,
/// one for each secret that is good. Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header of the delivery's id.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header of the try's time, in Unix seconds.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header of the signatures, separated by blanks.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>What a secret begins with, so that it is recognised where it should not be.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>The specification asks for 24 to 64 bytes.</summary>
    private const int SecretBytes = 32;

    /// <summary>A new secret: random bytes in base64, with the prefix.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The signature of one secret.</summary>
    /// <param name="secret">With its prefix.</param>
    /// <param name="id">The delivery's id.</param>
    /// <param name="timestamp">Unix seconds.</param>
    /// <param name="body">As it is sent.</param>
    public static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secret);
        byte[] key = Convert.FromBase64String(secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret);
        using IncrementalHash hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
