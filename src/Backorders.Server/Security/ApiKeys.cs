using Backorders.Server.Common;

namespace Backorders.Server.Security;

/// <summary>Keys for a node's key file, for tools that manage it. A node reads the file when it starts.</summary>
public static class ApiKeys
{
    /// <summary>Adds a key to a file, which is made when it is not there.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="id">Names the key in audits; each once.</param>
    /// <param name="owner">The owner it is bound to; null for the warehouse's own people, who serve all owners.</param>
    /// <param name="roles">What it may do.</param>
    /// <param name="warehouses">Where it is good; empty for every warehouse of the node.</param>
    /// <returns>The key itself, which is stored nowhere: tell it to whoever shall use it.</returns>
    /// <exception cref="NodeStartException">The file cannot be used, or the new key makes no sense; every mistake is named.</exception>
    public static string Add(string path, string id, string? owner, Role roles, IReadOnlyList<string> warehouses)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(warehouses);
        string key = KeyFile.NewKey();
        StoredKey added = new()
        {
            Id = id, Sha256 = Convert.ToHexStringLower(KeyFile.Hash(key)), Owner = owner, Roles = [.. KeyFile.Each(roles)], Warehouses = warehouses,
        };
        KeyFile.Write(path, [.. File.Exists(path) ? KeyFile.Read(path) : [], added]);
        return key;
    }

    /// <summary>Takes a key out of a file. False when there is none of that id.</summary>
    /// <exception cref="NodeStartException">The file cannot be used.</exception>
    public static bool Remove(string path, string id)
    {
        IReadOnlyList<StoredKey> keys = KeyFile.Read(path);
        StoredKey[] kept = [.. keys.Where(k => k.Id != id)];
        if (kept.Length < keys.Count)
        {
            KeyFile.Write(path, kept);
        }

        return kept.Length < keys.Count;
    }
}
