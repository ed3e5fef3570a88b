using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Backorders.Server.Common;
using Backorders.Server.Options;

namespace Backorders.Server.Security.Secrets;

/// <summary>
/// Encrypts secrets for the store and decrypts them: AES-256-GCM (NIST SP 800-38D) with a random nonce, under the key that stands first. What is encrypted is bound to its place: it cannot be put into
/// another row. Thread-safe.
/// </summary>
/// <remarks>
/// Data Protection, which looks after cookies, is not used here: it keeps its keys in the very store that is to be protected, and binds nothing to a row. Random nonces are safe for 2^32 secrets under one
/// key; a building has some hundreds.
/// </remarks>
internal sealed class SecretBox
{
    /// <summary>What an encrypted text begins with; no secret of ours does.</summary>
    private const string Prefix = "sealed1.";

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int FingerprintLength = 12;

    private readonly IReadOnlyList<(string Fingerprint, byte[] Key)> keys;

    private SecretBox(IReadOnlyList<(string Fingerprint, byte[] Key)> keys) => this.keys = keys;

    /// <summary>Whether there is a key, so that what is put away is encrypted.</summary>
    public bool HasKeys => keys.Count > 0;

    /// <summary>Names the key that encrypts: the first digits of a hash of it, which tell nothing of it.</summary>
    public string Fingerprint => HasKeys ? keys[0].Fingerprint : "none";

    /// <summary>Reads the keys.</summary>
    /// <exception cref="NodeStartException">One is no key; its place is named, never what stands there.</exception>
    public static SecretBox Of(SecretOptions options)
    {
        string text = options.Keys;
        try
        {
            text = options.KeyFile.Length > 0 ? File.ReadAllText(options.KeyFile) : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"Secrets:KeyFile: '{options.KeyFile}' cannot be read: {e.Message}", e);
        }

        string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (options.KeyFile.Length > 0 && parts.Length == 0)
        {
            throw new NodeStartException($"Secrets:KeyFile: '{options.KeyFile}' holds no key; write 32 random bytes in base64, as 'openssl rand -base64 32' makes them.");
        }

        return new SecretBox([.. parts.Select((part, i) => Read(part, i + 1, options.KeyFile.Length > 0 ? "Secrets:KeyFile" : "BACKORDERS_SECRET_KEY"))]);
    }

    /// <summary>Whether a text is one that <see cref="Seal"/> made, under whatever key.</summary>
    public static bool IsSealed(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether a text stands as it should: encrypted under the first key, or in the clear when there is none.</summary>
    public bool IsCurrent(string text) => HasKeys ? text.StartsWith($"{Prefix}{Fingerprint}.", StringComparison.Ordinal) : !IsSealed(text);

    /// <summary>Encrypts a text; leaves it as it is when there is no key.</summary>
    /// <param name="text">The secret.</param>
    /// <param name="place">Where it stands, such as its table and row: it can be decrypted for this place alone.</param>
    public string Seal(string text, string place)
    {
        if (!HasKeys)
        {
            return text;
        }

        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using AesGcm aes = new(keys[0].Key, TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), Encoding.UTF8.GetBytes(place));
        return $"{Prefix}{Fingerprint}.{Base64Url.EncodeToString(box)}";
    }

    /// <summary>Decrypts a text; one in the clear is itself.</summary>
    /// <param name="text">As <see cref="Seal"/> made it.</param>
    /// <param name="place">As it was encrypted for.</param>
    /// <exception cref="SecretKeyException">Its key was not given, or it is not what was encrypted for this place.</exception>
    public string Open(string text, string place)
    {
        if (!IsSealed(text))
        {
            return text;
        }

        string[] parts = text.Split('.');
        string named = parts.Length == 3 ? parts[1] : "unknown";
        if (keys.FirstOrDefault(k => k.Fingerprint == named).Key is not { } key)
        {
            throw new SecretKeyException(
                $"It is encrypted under the key with the fingerprint {named}, and {(HasKeys ? $"the keys that were given have {string.Join(", ", keys.Select(k => k.Fingerprint))}" : "no key was given")}. "
                + "Give that key too, in BACKORDERS_SECRET_KEY or Secrets:KeyFile.");
        }

        try
        {
            byte[] box = Base64Url.DecodeFromChars(parts[2]);
            byte[] plain = new byte[box.Length - NonceBytes - TagBytes];
            using AesGcm aes = new(key, TagBytes);
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), plain, Encoding.UTF8.GetBytes(place));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or OverflowException)
        {
            throw new SecretKeyException($"It was changed in the store, or comes from another place of it (key {named}). Restore it from a copy, or make a new secret.");
        }
    }

    private static (string Fingerprint, byte[] Key) Read(string part, int number, string setting)
    {
        byte[] key = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(part, key, out int length) && length == KeyBytes
            ? (FingerprintOf(key[..KeyBytes]), key[..KeyBytes])
            : throw new NodeStartException($"{setting}: key {number} is not 32 bytes in base64; 'openssl rand -base64 32' makes one.");
    }

    private static string FingerprintOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData([.. "backorders secret key\n"u8, .. key]))[..FingerprintLength];
}
