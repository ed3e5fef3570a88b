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

            if (key.Device is { } device)
            {
                CheckDevice(wrong, key, device, hashes);
            }
            else if (key is { Sha256.Length: 0, Certificate: { } certificate })
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

    private static void CheckDevice(List<string> wrong, StoredKey key, StoredDevice device, HashSet<string> hashes)
    {
        if (key.Sha256.Length > 0 || key.Certificate is not null || key.Old is not null)
        {
            wrong.Add($"Device '{key.Id}' has a key or a certificate as well: an entry lets in one of them.");
        }

        if (device.CodeSha256.Length != 64 || !device.CodeSha256.All(char.IsAsciiHexDigit))
        {
            wrong.Add($"Device '{key.Id}': codeSha256 must be 64 hex digits.");
        }
        else if (!hashes.Add(device.CodeSha256))
        {
            wrong.Add($"Device '{key.Id}': another entry has used the same code, and a code is good once. Have the device show another.");
        }

        if (key.Roles.Any(r => (r & ~StoredDevice.RolesMax) != 0))
        {
            wrong.Add($"Device '{key.Id}' may have the roles {string.Join(", ", KeyFile.Each(StoredDevice.RolesMax))} alone: nobody stands guard over it.");
        }

        if (key.Roles.Contains(Role.Scanner) && string.IsNullOrEmpty(key.Owner))
        {
            wrong.Add($"Device '{key.Id}' has the role Scanner and no owner; scans are about one owner's goods, and nobody names one at a device. Give it an owner.");
        }

        if (device.Station is { } station && !StationId.TryCreate(station, out _))
        {
            wrong.Add($"Device '{key.Id}': '{station}' is no station's name; 1 to {StationId.MaxLength} characters, without a blank at either end.");
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
