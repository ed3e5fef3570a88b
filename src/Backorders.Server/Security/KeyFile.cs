using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Backorders.Server.Common;

namespace Backorders.Server.Security;

/// <summary>The file of API keys beside the store: what stands in it, and how it is read and written.</summary>
internal static class KeyFile
{
    /// <summary>The owner of the development key.</summary>
    public const string DevelopmentOwner = "DEMO";

    private const string Prefix = "bko_";
    private const int KeyBytes = 32;
    private const int SaltBytes = 16;
    private const int LookupLength = 12;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new RoleConverter() },
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The hash of a key without a salt, as keys of before and those made by hand are stored.</summary>
    public static byte[] Hash(string key) => Hash(key, []);

    /// <summary>The hash under which a key is stored. Its text is 32 random bytes, which nobody guesses however fast the hash is.</summary>
    public static byte[] Hash(string key, byte[] salt) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(key)]);

    /// <summary>A new key: what it is found by, which is no secret, and 32 random bytes, as text.</summary>
    public static string NewKey() =>
        $"{Prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LookupLength / 2))}_"
        + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The part of a key by which it is found; null when it has none.</summary>
    public static string? LookupOf(string key) =>
        key.Length > Prefix.Length + LookupLength && key.StartsWith(Prefix, StringComparison.Ordinal) && key[Prefix.Length + LookupLength] == '_'
            ? key.Substring(Prefix.Length, LookupLength)
            : null;

    /// <summary>A key as it is stored, under a salt of its own.</summary>
    public static StoredKey Seal(StoredKey rights, string key)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return rights with { Sha256 = Convert.ToHexStringLower(Hash(key, salt)), Salt = Convert.ToHexStringLower(salt), Lookup = LookupOf(key) };
    }

    /// <summary>Reads the keys.</summary>
    /// <exception cref="NodeStartException">The file cannot be read or holds keys that make no sense; every mistake is named.</exception>
    public static IReadOnlyList<StoredKey> Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"The key file {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The keys that a file's bytes are.</summary>
    /// <exception cref="NodeStartException">They make no sense; every mistake is named.</exception>
    public static IReadOnlyList<StoredKey> Parse(string path, byte[] bytes)
    {
        IReadOnlyList<StoredKey> keys;
        try
        {
            keys = JsonSerializer.Deserialize<StoredKey[]>(bytes, Json) ?? [];
        }
        catch (JsonException e)
        {
            throw new NodeStartException($"The key file {path} cannot be read: {e.Message}", e);
        }

        List<string> wrong = KeyCheck.Of(keys);
        return wrong.Count == 0 ? keys : throw new NodeStartException($"The key file {path} is wrong: {string.Join(' ', wrong)}");
    }

    /// <summary>A key that may do everything about the goods of <see cref="DevelopmentOwner"/>, as it is stored.</summary>
    public static StoredKey DevelopmentKey(string key) => Seal(new() { Id = "development", Owner = DevelopmentOwner, Roles = [.. Each(Role.OfOwner)] }, key);

    /// <summary>The key that operates the building beside it: it is no owner's.</summary>
    public static StoredKey DevelopmentOperator(string key) => Seal(new() { Id = "development-operator", Roles = [Role.Operator] }, key);

    /// <summary>Writes a key file, readable by this user alone. It is whole or the old one: the new one is put in its place at the end.</summary>
    /// <exception cref="NodeStartException">The keys make no sense; every mistake is named.</exception>
    public static void Write(string path, IReadOnlyList<StoredKey> keys)
    {
        if (KeyCheck.Of(keys) is { Count: > 0 } wrong)
        {
            throw new NodeStartException($"These keys cannot be stored: {string.Join(' ', wrong)}");
        }

        string next = path + ".new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream file = new(next, options))
        {
            JsonSerializer.Serialize(file, keys, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>The single roles of a set.</summary>
    public static IEnumerable<Role> Each(Role roles) =>
        Enum.GetValues<Role>().Where(r => BitOperations.IsPow2((int)r) && roles.HasFlag(r));
}
