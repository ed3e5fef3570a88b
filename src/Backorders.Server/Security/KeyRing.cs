using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Backorders.Domain.Ids;

namespace Backorders.Server.Security;

/// <summary>
/// The keys of this node in memory. A key is found by the first bytes of its hash and then compared in constant time; who comes with which header is
/// remembered, so a scanner's next call costs one lookup.
/// </summary>
internal sealed class KeyRing
{
    /// <summary>More different headers than this are not remembered: whoever guesses keys must not fill the memory.</summary>
    private const int RememberedMax = 10_000;

    private readonly FrozenDictionary<long, (byte[] Hash, Caller Caller)> byPrefix;
    private readonly ConcurrentDictionary<(string Header, string? Owner), Caller> remembered = new();

    public KeyRing(IReadOnlyList<StoredKey> keys)
    {
        byPrefix = keys.Select(k => (Hash: Convert.FromHexString(k.Sha256), Caller: ToCaller(k))).ToFrozenDictionary(k => Prefix(k.Hash));
    }

    /// <summary>A caller seen before with the same header and owner.</summary>
    public Caller? Recall(string header, string? owner) => remembered.GetValueOrDefault((header, owner));

    /// <summary>Remembers a caller.</summary>
    public void Remember(string header, string? owner, Caller caller)
    {
        if (remembered.Count < RememberedMax)
        {
            remembered[(header, owner)] = caller;
        }
    }

    /// <summary>Who a key belongs to; null when nobody.</summary>
    public Caller? Find(string key)
    {
        byte[] hash = KeyFile.Hash(key);
        return byPrefix.TryGetValue(Prefix(hash), out (byte[] Hash, Caller Caller) known) && CryptographicOperations.FixedTimeEquals(hash, known.Hash)
            ? known.Caller
            : null;
    }

    private static long Prefix(byte[] hash) => BitConverter.ToInt64(hash);

    private static Caller ToCaller(StoredKey key) => new(
        key.Id,
        string.IsNullOrEmpty(key.Owner) ? null : new OwnerId(key.Owner),
        key.Roles.Aggregate(Role.None, (all, role) => all | role),
        key.Warehouses.Select(w => new WarehouseId(w)).ToFrozenSet())
    {
        IsBound = !string.IsNullOrEmpty(key.Owner),
    };
}
