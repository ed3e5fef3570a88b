using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Backorders.Domain.Ids;
using Backorders.Server.Common;

namespace Backorders.Server.Security;

/// <summary>The file of API keys beside the store. Read once at the start; made with one development key when it does not exist.</summary>
internal static class KeyFile
{
    /// <summary>The owner of the development key.</summary>
    public const string DevelopmentOwner = "DEMO";

    private const int KeyBytes = 32;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new RoleConverter() },
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The hash under which a key is stored and looked up.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>A new key: 32 random bytes, as text.</summary>
    public static string NewKey() => "bko_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Reads the keys.</summary>
    /// <exception cref="NodeStartException">The file cannot be read or holds keys that make no sense; every mistake is named.</exception>
    public static IReadOnlyList<StoredKey> Read(string path)
    {
        IReadOnlyList<StoredKey> keys;
        try
        {
            keys = JsonSerializer.Deserialize<StoredKey[]>(File.ReadAllBytes(path), Json) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new NodeStartException($"The key file {path} cannot be read: {e.Message}", e);
        }

        List<string> wrong = Check(keys);
        return wrong.Count == 0 ? keys : throw new NodeStartException($"The key file {path} is wrong: {string.Join(' ', wrong)}");
    }

    /// <summary>A key that may do everything about the goods of <see cref="DevelopmentOwner"/>, as it is stored.</summary>
    public static StoredKey DevelopmentKey(string key) => new()
    {
        Id = "development", Sha256 = Convert.ToHexStringLower(Hash(key)), Owner = DevelopmentOwner, Roles = [.. Each(Role.OfOwner)],
    };

    /// <summary>The key that operates the building beside it: it is no owner's.</summary>
    public static StoredKey DevelopmentOperator(string key) => new()
    {
        Id = "development-operator", Sha256 = Convert.ToHexStringLower(Hash(key)), Roles = [Role.Operator],
    };

    /// <summary>Writes a key file, readable by this user alone. It is whole or the old one: the new one is put in its place at the end.</summary>
    /// <exception cref="NodeStartException">The keys make no sense; every mistake is named.</exception>
    public static void Write(string path, IReadOnlyList<StoredKey> keys)
    {
        if (Check(keys) is { Count: > 0 } wrong)
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

    private static List<string> Check(IReadOnlyList<StoredKey> keys)
    {
        List<string> wrong = [];
        HashSet<string> ids = [];
        HashSet<string> hashes = new(StringComparer.OrdinalIgnoreCase);
        foreach (StoredKey key in keys)
        {
            if (key.Id.Length == 0 || !ids.Add(key.Id))
            {
                wrong.Add($"The id '{key.Id}' is empty or stands there twice.");
            }

            if (key.Sha256.Length != 64 || !key.Sha256.All(char.IsAsciiHexDigit))
            {
                wrong.Add($"Key '{key.Id}': sha256 must be 64 hex digits.");
            }

            if (!string.IsNullOrEmpty(key.Owner) && !OwnerId.TryCreate(key.Owner, out _))
            {
                wrong.Add($"Key '{key.Id}': the owner must have 1 to {OwnerId.MaxLength} printable characters.");
            }

            if (!hashes.Add(key.Sha256))
            {
                wrong.Add($"Key '{key.Id}' is the same key as another one.");
            }

            if (key.Roles.Count == 0)
            {
                wrong.Add($"Key '{key.Id}' has no role.");
            }

            if (key.Roles.Contains(RoleConverter.Supervisor))
            {
                wrong.Add($"Key '{key.Id}': the role Supervisor was split. Write FloorSupervisor (tasks, quality, counts, variances, recalls), Reader (reports, lists, traces) "
                    + "or Operator (policy, lanes, doors, cluster, backup, keys), or several of them.");
            }

            if (key.Roles.Contains(Role.Operator) && !string.IsNullOrEmpty(key.Owner))
            {
                wrong.Add($"Key '{key.Id}' is bound to owner {key.Owner} and has the role Operator, which is about the whole building: take the role away, or the owner.");
            }

            wrong.AddRange(key.Warehouses.Where(w => !WarehouseId.TryCreate(w, out _)).Select(w => $"Key '{key.Id}': '{w}' is no warehouse id."));
        }

        return wrong;
    }
}
