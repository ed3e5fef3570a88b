using Backorders.Server.Audit;

namespace Backorders.Server.Security;

/// <summary>What became of the key file.</summary>
internal sealed partial class AuditLog
{
    /// <summary>Keys of one reading of the file that are on record by name; of more only the number is.</summary>
    private const int NamedMax = 100;

    /// <summary>The first keys were made.</summary>
    public void DevelopmentKeyMade(string owner, string path) => LogDevelopmentKeyMade(owner, path);

    /// <summary>The file was read, and says something else than before. Nobody waits for the record: whoever may write the file is not asked.</summary>
    /// <param name="path">The file.</param>
    /// <param name="before">What it said; null at the start.</param>
    /// <param name="now">What it says.</param>
    public Task KeysReadAsync(string path, IReadOnlyList<StoredKey>? before, IReadOnlyList<StoredKey> now)
    {
        LogKeysRead(path, now.Count);
        List<AuditRecord> records = [OfFile($"{now.Count} keys were read") with { Number = Path.GetFileName(path) }];
        if (before is not null)
        {
            Dictionary<string, StoredKey> old = before.ToDictionary(k => k.Id);
            foreach (StoredKey key in now)
            {
                string? change = !old.Remove(key.Id, out StoredKey? was) ? "was added" : Change(was, key);
                if (change is not null)
                {
                    records.Add(OfFile(change) with { Thing = "key", Number = key.Id, Owner = key.Owner ?? string.Empty });
                }
            }

            records.AddRange(old.Values.Select(k => OfFile("was taken away") with { Thing = "key", Number = k.Id, Owner = k.Owner ?? string.Empty }));
        }

        return trail.PutAsync(records.Count > NamedMax ? [records[0] with { Detail = $"{records[0].Detail}, {records.Count - 1} of them changed" }] : records);
    }

    /// <summary>The file was changed and cannot be used.</summary>
    public Task KeysNotReadAsync(string path, string why)
    {
        LogKeysNotRead(path, why);
        return trail.PutAsync([OfFile(why) with { Number = Path.GetFileName(path), Outcome = AuditOutcome.Refused, Reason = "KEY_FILE_UNUSABLE" }]);
    }

    private static string? Change(StoredKey was, StoredKey key) =>
        key.RevokedAt is not null && was.RevokedAt is null ? string.IsNullOrEmpty(key.RevokedBy) ? "was revoked" : $"was revoked by {key.RevokedBy}"
        : !was.MayTheSame(key) ? "has other rights"
        : was.Sha256 != key.Sha256 ? "was rotated"
        : was.Device != key.Device ? "is another device, or another station"
        : was != key with { Roles = was.Roles, Warehouses = was.Warehouses } ? "was changed"
        : null;

    private AuditRecord OfFile(string detail) => trail.New(null) with { Outcome = AuditOutcome.Done, Thing = "key file", Detail = detail };
}
