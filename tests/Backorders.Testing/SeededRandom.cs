namespace Backorders.Testing;

/// <summary>
/// The only source of randomness in tests. Its seed belongs into every failure message: <see cref="ToString"/> says it. The sequence is this code's own
/// (SplitMix64), so a seed means the same on every version of the platform.
/// </summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong state = seed;

    public ulong Seed { get; } = seed;

    public ulong NextUInt64()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>From 0 to below <paramref name="below"/>.</summary>
    public int Next(int below) => (int)(NextUInt64() % (ulong)below);

    /// <summary>From <paramref name="from"/> to below <paramref name="below"/>.</summary>
    public int Next(int from, int below) => from + Next(below - from);

    /// <summary>True this many times in a hundred.</summary>
    public bool Percent(int chance) => Next(100) < chance;

    public T Pick<T>(IReadOnlyList<T> from) => from[Next(from.Count)];

    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)(NextUInt64() & 0xFF);
        }

        return bytes;
    }

    public override string ToString() => $"seed {Seed}";
}
