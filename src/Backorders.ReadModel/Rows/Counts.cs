namespace Backorders.ReadModel.Rows;

/// <summary>A sum for each <see cref="Count"/>.</summary>
public sealed class Counts
{
    /// <summary>How many kinds there are.</summary>
    public static readonly int Kinds = Enum.GetValues<Count>().Length;

    private readonly long[] sums;

    /// <summary>All zero.</summary>
    public Counts() => sums = new long[Kinds];

    /// <summary>Sums in the order of <see cref="Count"/>.</summary>
    public Counts(long[] sums) => this.sums = sums;

    /// <summary>One of the sums.</summary>
    public long this[Count count]
    {
        get => sums[(int)count];
        set => sums[(int)count] = value;
    }

    /// <summary>All of them, in the order of <see cref="Count"/>.</summary>
    public IReadOnlyList<long> All => sums;

    /// <summary>Adds another's.</summary>
    public void Add(Counts other)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += other.sums[i];
        }
    }
}
