using Backorders.Domain.Ids;

namespace Backorders.Server.Security;

/// <summary>What is wrong with the keys of a file, each mistake with the key's id.</summary>
internal static class KeyCheck
{
    public static List<string> Of(IReadOnlyList<StoredKey> keys)
    {
        List<string> wrong = [];
        HashSet<string> ids = [];
        HashSet<string> hashes = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> lookups = [];
        foreach (StoredKey key in keys)
        {
            if (key.Id.Length == 0 || !ids.Add(key.Id))
            {
                wrong.Add($"The id '{key.Id}' is empty or stands there twice.");
            }

            if (key.Certificate is { IsOne: false })
            {
                wrong.Add($"Key '{key.Id}': of certificate set one of thumbprint (SHA-256, 64 hex digits), name and subject.");
            }

            if (key is { Sha256.Length: 0, Certificate: { } certificate })
            {
                if (!hashes.Add(certificate.Hash))
                {
                    wrong.Add($"Key '{key.Id}': another entry stands for the same certificate.");
                }
            }
            else
            {
                CheckSecret(key, key.Sha256, key.Salt, key.Lookup);
            }

            if (key.Old is { } old)
            {
                CheckSecret(key, old.Sha256, old.Salt, old.Lookup);
            }

            CheckRights(wrong, key);
        }

        return wrong;

        void CheckSecret(StoredKey key, string sha256, string? salt, string? lookup)
        {
            if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
            {
                wrong.Add($"Key '{key.Id}': sha256 must be 64 hex digits.");
            }
            else if (!hashes.Add(sha256))
            {
                wrong.Add($"Key '{key.Id}' is the same key as another one.");
            }

            if (salt is not null && (salt.Length % 2 != 0 || !salt.All(char.IsAsciiHexDigit)))
            {
                wrong.Add($"Key '{key.Id}': salt must be pairs of hex digits.");
            }

            if ((salt is null) != (lookup is null))
            {
                wrong.Add($"Key '{key.Id}': salt and lookup stand together or not at all.");
            }
            else if (lookup is not null && !lookups.Add(lookup))
            {
                wrong.Add($"Key '{key.Id}': another key has the lookup {lookup}.");
            }
        }
    }

    private static void CheckRights(List<string> wrong, StoredKey key)
    {
        if (!string.IsNullOrEmpty(key.Owner) && !OwnerId.TryCreate(key.Owner, out _))
        {
            wrong.Add($"Key '{key.Id}': the owner must have 1 to {OwnerId.MaxLength} printable characters.");
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

        if (key.Roles.FirstOrDefault(r => (r & Role.OfBuilding) != 0) is var role and not Role.None && !string.IsNullOrEmpty(key.Owner))
        {
            wrong.Add($"Key '{key.Id}' is bound to owner {key.Owner} and has the role {role}, which is about the whole building: take the role away, or the owner.");
        }

        wrong.AddRange(key.Warehouses.Where(w => !WarehouseId.TryCreate(w, out _)).Select(w => $"Key '{key.Id}': '{w}' is no warehouse id."));
    }
}
