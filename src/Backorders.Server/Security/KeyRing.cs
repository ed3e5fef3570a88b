using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Domain.Ids;

namespace Backorders.Server.Security;

/// <summary>
/// The keys of this node in memory. A salted key is found by the part of its text that is no secret, another by its hash, and then compared in constant time; who comes with which header is
/// remembered, so a scanner's next call costs one lookup. The keys may be replaced while calls are made.
/// </summary>
internal sealed class KeyRing
{
    /// <summary>More different headers than this are not remembered: whoever guesses keys must not fill the memory.</summary>
    private const int RememberedMax = 10_000;

    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private volatile Known known = new([]);

    /// <param name="keys">The keys to begin with.</param>
    /// <param name="time">What they run out by.</param>
    public KeyRing(IReadOnlyList<StoredKey> keys, TimeProvider time)
    {
        this.time = time;
        Replace(keys);
    }

    /// <summary>A caller seen before with the same header and owner, whose key is still good.</summary>
    public Caller? Recall(string header, string? owner) =>
        known.Remembered.GetValueOrDefault((header, owner)) is { } caller && caller.Life!.WhyOver(time.GetUtcNow()) is null ? caller : null;

    /// <summary>Remembers a caller.</summary>
    public void Remember(string header, string? owner, Caller caller)
    {
        if (known.Remembered.Count < RememberedMax)
        {
            known.Remembered[(header, owner)] = caller;
        }
    }

    /// <summary>The key that a text is; null when it is none. It may be over: <see cref="WhyOver(KeyLife)"/>.</summary>
    public KeyLife? Find(string text) =>
        FindMade(text) ?? (known.ByHash.TryGetValue(Convert.ToHexStringLower(KeyFile.Hash(text)), out KeyLife? plain) && plain.Is(text) ? plain : null);

    /// <summary>The same among keys that were made by this program: of those, nobody guesses one (<see cref="KeyFile"/>), while a text that somebody thought of may be a word.</summary>
    public KeyLife? FindMade(string text) =>
        KeyFile.LookupOf(text) is { } lookup && known.ByLookup.TryGetValue(lookup, out KeyLife? salted) && salted.Is(text) ? salted : null;

    /// <summary>Who a client's certificate stands for; null for nobody. It may be over: <see cref="CallerLife.WhyOver"/>.</summary>
    /// <param name="certificate">Shown in the handshake, and found good there.</param>
    public Caller? Find(X509Certificate2 certificate)
    {
        Known now = known;
        if (now.ByCertificate.Count == 0)
        {
            return null;
        }

        string thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        if (now.Certificates.TryGetValue(thumbprint, out Caller? seen))
        {
            return seen;
        }

        KeyLife[] meant = [.. StoredCertificate.TextsOf(certificate).Select(t => now.ByCertificate.GetValueOrDefault(t)).OfType<KeyLife>().Distinct()];
        if (meant.Length == 0 || (meant.Length > 1 && meant[0].Certificate!.Thumbprint is null))
        {
            return null; // of two that its names mean, none is taken rather than one of them by chance
        }

        Caller caller = meant[0].Caller with { Life = new CertificateLife(certificate, meant[0], time) };
        if (now.Certificates.Count < RememberedMax)
        {
            now.Certificates[thumbprint] = caller;
        }

        return caller;
    }

    /// <summary>Who comes with a key that is bound to a certificate: as long as both are good.</summary>
    public Caller Bound(KeyLife key, X509Certificate2 certificate) => key.Caller with { Life = new CertificateLife(certificate, key, time) };

    /// <summary>The key of a name that <see cref="KeyLife.Name"/> gave out; null when the file does not hold it any more. It may be over.</summary>
    public KeyLife? FindByName(string name) => known.ByName.GetValueOrDefault(name);

    /// <summary>The device that has shown a code; null when no entry names it. It may be over.</summary>
    public KeyLife? FindDevice(string codeHash) => FindByName(codeHash) is { } life && life.IsOfCode(codeHash) ? life : null;

    /// <summary>Why a key is not good now; null while it is.</summary>
    public string? WhyOver(KeyLife key) => key.WhyOver(time.GetUtcNow());

    /// <summary>Why what a caller came with is not good now; null while it is.</summary>
    public string? WhyOver(Caller caller) => caller.Life!.WhyOver(time.GetUtcNow());

    /// <summary>Takes the keys of the file as it is now. Who has lost a right, or the key, loses the streams that were opened with it.</summary>
    public void Replace(IReadOnlyList<StoredKey> keys)
    {
        lock (gate)
        {
            Dictionary<string, KeyLife> old = known.All.ToDictionary(l => l.Name, l => l.Life);
            List<(string Name, string? Lookup, string Sha256, KeyLife Life)> next = [];
            foreach ((string? lookup, string sha256, KeyLife read) in keys.SelectMany(Lives))
            {
                KeyLife life = read;
                if (old.Remove(sha256, out KeyLife? before) && before.IsSame(read) && !before.Over.IsCancellationRequested)
                {
                    before.Follow(read);
                    life = before;
                }
                else
                {
                    before?.Stop("was changed"); // one that was over before may be good again, but what it had open has ended
                }

                next.Add((sha256, lookup, sha256, life));
            }

            Known now = new(next);
            HashSet<KeyLife> stay = [.. next.Select(n => n.Life)];
            foreach (((string, string?) sent, Caller caller) in known.Remembered)
            {
                if (stay.Contains(caller.Life!))
                {
                    now.Remembered[sent] = caller; // who was good stays known, so that a limit on strangers never meets him
                }
            }

            known = now;
            foreach (KeyLife gone in old.Values)
            {
                gone.Stop("was taken away");
            }
        }

        StopWhatIsOver();
    }

    /// <summary>Ends the streams of keys that are not good any more.</summary>
    public void StopWhatIsOver()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((_, KeyLife life) in known.All)
        {
            life.StopIfOver(now);
        }
    }

    private static IEnumerable<(string? Lookup, string Sha256, KeyLife Life)> Lives(StoredKey key)
    {
        Caller caller = ToCaller(key);
        if (key is { Sha256.Length: 0, Certificate: { } certificate })
        {
            yield return (null, certificate.Hash, new KeyLife(key, caller, certificate.Hash, null, null));
            yield break;
        }

        if (key.Device is { } device)
        {
            yield return (null, device.CodeSha256, new KeyLife(key, caller, device.CodeSha256, null, null));
            yield break;
        }

        yield return (key.Lookup, key.Sha256, new KeyLife(key, caller, key.Sha256, key.Salt, null));
        if (key.Old is { } old)
        {
            yield return (old.Lookup, old.Sha256, new KeyLife(key, caller, old.Sha256, old.Salt, old.Until));
        }
    }

    private static Caller ToCaller(StoredKey key) => new(
        key.Id,
        string.IsNullOrEmpty(key.Owner) ? null : new OwnerId(key.Owner),
        key.Roles.Aggregate(Role.None, (all, role) => all | role),
        key.Warehouses.Select(w => new WarehouseId(w)).ToFrozenSet())
    {
        IsBound = !string.IsNullOrEmpty(key.Owner),
    };

    /// <summary>The keys of one reading of the file, and who came with them.</summary>
    private sealed class Known(IReadOnlyList<(string Name, string? Lookup, string Sha256, KeyLife Life)> lives)
    {
        public IReadOnlyList<(string Name, KeyLife Life)> All { get; } = [.. lives.Select(l => (l.Name, l.Life))];

        public FrozenDictionary<string, KeyLife> ByLookup { get; } = lives.Where(l => l.Lookup is not null).ToFrozenDictionary(l => l.Lookup!, l => l.Life);

        public FrozenDictionary<string, KeyLife> ByHash { get; } =
            lives.Where(l => l.Lookup is null && l.Life.Device is null && !IsCertificate(l.Life)).ToFrozenDictionary(l => l.Sha256.ToLowerInvariant(), l => l.Life);

        public FrozenDictionary<string, KeyLife> ByCertificate { get; } = lives.Where(l => IsCertificate(l.Life)).ToFrozenDictionary(l => l.Life.Certificate!.Text, l => l.Life);

        public ConcurrentDictionary<string, Caller> Certificates { get; } = new(StringComparer.Ordinal);

        public FrozenDictionary<string, KeyLife> ByName { get; } = lives.ToFrozenDictionary(l => l.Life.Name, l => l.Life);

        public ConcurrentDictionary<(string Header, string? Owner), Caller> Remembered { get; } = new();

        /// <summary>Whether it stands for a certificate and not for a text: no text is ever found to be one.</summary>
        private static bool IsCertificate(KeyLife life) => life.Certificate is { } certificate && life.Name == certificate.Hash;
    }
}
