using Backorders.Server.Common;

namespace Backorders.Server.Security;

/// <summary>
/// Keys of a node's key file, for tools that manage it. Nodes follow the file: what is changed counts within a second, without a restart. Two tools, on machines that share the file, do not lose
/// each other's changes.
/// </summary>
public static class ApiKeys
{
    /// <summary>Adds a key to a file, which is made when it is not there.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="id">Names the key in audits; each once, also after it was revoked.</param>
    /// <param name="owner">The owner it is bound to; null for the warehouse's own people, who serve all owners.</param>
    /// <param name="roles">What it may do.</param>
    /// <param name="warehouses">Where it is good; empty for every warehouse of the node.</param>
    /// <param name="expiresAt">When it runs out; null for never.</param>
    /// <returns>The key itself, which is stored nowhere: tell it to whoever shall use it.</returns>
    /// <exception cref="NodeStartException">The file cannot be used, or the new key makes no sense; every mistake is named.</exception>
    public static async Task<string> AddAsync(string path, string id, string? owner, Role roles, IReadOnlyList<string> warehouses, DateTimeOffset? expiresAt = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(warehouses);
        string key = KeyFile.NewKey();
        StoredKey added = KeyFile.Seal(new() { Id = id, Owner = owner, Roles = [.. KeyFile.Each(roles)], Warehouses = warehouses, ExpiresAt = expiresAt }, key);
        await ChangeAsync(path, keys => [.. keys, added]).ConfigureAwait(false);
        return key;
    }

    /// <summary>Adds an entry for a client certificate, which is good in a key's place.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="id">Names the entry in audits; each once, also after it was revoked.</param>
    /// <param name="certificate">Which: <c>thumbprint:…</c> (SHA-256 in hex), <c>name:…</c> (a DNS name or URI among its alternative names) or <c>subject:…</c>.</param>
    /// <param name="owner">As for a key.</param>
    /// <param name="roles">As for a key.</param>
    /// <param name="warehouses">As for a key.</param>
    /// <param name="expiresAt">When the entry runs out; null for when the certificate does.</param>
    /// <exception cref="NodeStartException">The file cannot be used, or the entry makes no sense; every mistake is named.</exception>
    public static Task AddCertificateAsync(string path, string id, string certificate, string? owner, Role roles, IReadOnlyList<string> warehouses, DateTimeOffset? expiresAt = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        StoredCertificate meant = StoredCertificate.Parse(certificate)
            ?? throw new NodeStartException($"'{certificate}' names no certificate; write thumbprint:<64 hex digits of SHA-256>, name:<DNS name or URI> or subject:<the whole subject>.");
        StoredKey added = new() { Id = id, Owner = owner, Roles = [.. KeyFile.Each(roles)], Warehouses = warehouses, ExpiresAt = expiresAt, Certificate = meant };
        return ChangeAsync(path, keys => [.. keys, added]);
    }

    /// <summary>Adds an entry that lets in a wall or a fixed station: the one that shows a code now. Its login does not run out, and ends when the entry is revoked.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="id">Names the device in audits; each once, also after it was revoked.</param>
    /// <param name="code">What the device shows, such as <c>K7QF-2M9X-3BTC</c>; good for ten minutes and for one entry.</param>
    /// <param name="owner">As for a key.</param>
    /// <param name="roles">Of Scanner, Station and Reader.</param>
    /// <param name="warehouses">As for a key.</param>
    /// <param name="station">The station as which it works; null where that is chosen at the device.</param>
    /// <param name="expiresAt">When the entry runs out; null for never.</param>
    /// <exception cref="NodeStartException">The file cannot be used, the code was not read right, or the entry makes no sense; every mistake is named.</exception>
    public static Task AddDeviceAsync(
        string path, string id, string code, string? owner, Role roles, IReadOnlyList<string> warehouses, string? station = null, DateTimeOffset? expiresAt = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(code);
        string read = DeviceCode.Read(code) ?? throw new NodeStartException($"'{code}' is no device's code: it has three groups of four characters, and one of them is wrong. Read it from the device again.");
        StoredKey added = new()
        {
            Id = id, Owner = owner, Roles = [.. KeyFile.Each(roles)], Warehouses = warehouses, ExpiresAt = expiresAt, Device = new StoredDevice { CodeSha256 = DeviceCode.Hash(read), Station = station },
        };
        return ChangeAsync(path, keys => [.. keys, added]);
    }

    /// <summary>Gives a key a new text, with the same rights. A key that had run out is good again when it is given a later end.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="id">Which.</param>
    /// <param name="oldUntil">How long the old text is good beside the new one; a time that has passed ends it at once.</param>
    /// <param name="expiresAt">When the key runs out from now on; null leaves it as it is.</param>
    /// <returns>The new text; null when there is no such key, it was revoked, or it is a certificate or a device.</returns>
    /// <exception cref="NodeStartException">The file cannot be used.</exception>
    public static async Task<string?> RotateAsync(string path, string id, DateTimeOffset oldUntil, DateTimeOffset? expiresAt = null)
    {
        string key = KeyFile.NewKey();
        bool isThere = await ChangeAsync(path, id, k => k.RevokedAt is not null || k.Sha256.Length == 0 ? k : KeyFile.Seal(k with
        {
            Old = new OldSecret(k.Sha256, k.Salt, k.Lookup, oldUntil), ExpiresAt = expiresAt ?? k.ExpiresAt,
        }, key)).ConfigureAwait(false);
        return isThere ? key : null;
    }

    /// <summary>Ends a key. Its calls are refused and its streams end. The id stays taken, for audits name it.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="id">Which.</param>
    /// <param name="at">Now.</param>
    /// <param name="by">Who revokes it, for the audit and for whoever stands before the device; null where that is not told.</param>
    /// <returns>False when there is none of that id, or it was revoked before.</returns>
    /// <exception cref="NodeStartException">The file cannot be used.</exception>
    public static Task<bool> RevokeAsync(string path, string id, DateTimeOffset at, string? by = null) =>
        ChangeAsync(path, id, k => k.RevokedAt is not null ? k : k with { RevokedAt = at, RevokedBy = by, Old = null });

    /// <summary>The keys of a file, without what is secret.</summary>
    /// <exception cref="NodeStartException">The file cannot be used.</exception>
    public static IReadOnlyList<ApiKeyInfo> List(string path) =>
        [.. KeyFile.Read(path).Select(k => new ApiKeyInfo(k.Id, k.Owner, k.Roles, k.Warehouses, k.ExpiresAt, k.RevokedAt, k.Old?.Until, k.Salt is not null,
            k.Certificate?.Text, k.Device is not null, k.Device?.Station, k.RevokedBy))];

    private static async Task<bool> ChangeAsync(string path, string id, Func<StoredKey, StoredKey> change)
    {
        bool isChanged = false;
        await ChangeAsync(path, keys => [.. keys.Select(k => k.Id == id ? Noted(k) : k)]).ConfigureAwait(false);
        return isChanged;

        StoredKey Noted(StoredKey before)
        {
            StoredKey after = change(before);
            isChanged = !ReferenceEquals(after, before);
            return after;
        }
    }

    private static async Task ChangeAsync(string path, Func<IReadOnlyList<StoredKey>, IReadOnlyList<StoredKey>> change)
    {
        await using IAsyncDisposable mine = await KeyFileLock.TakeAsync(path, CancellationToken.None).ConfigureAwait(false);
        KeyFile.Write(path, change(File.Exists(path) ? KeyFile.Read(path) : []));
    }
}
