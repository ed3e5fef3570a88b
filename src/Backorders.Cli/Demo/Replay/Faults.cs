namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// What goes wrong in a replay, in percent, and when. Whether something goes wrong with a carton or a task hangs on the seed and on its number alone, so a run
/// can be repeated, and one kind of fault does not move the others.
/// </summary>
internal sealed record Faults(int Seed)
{
    private const double Whole = 1UL << 53;

    /// <summary>Tasks of which a station finds fewer units than it should.</summary>
    public double ShortPicks { get; init; }

    /// <summary>Cartons that arrive broken.</summary>
    public double Damage { get; init; }

    /// <summary>Cartons that nobody announced: one more than the notice says.</summary>
    public double OverReceipts { get; init; }

    /// <summary>Cartons that were announced and do not come.</summary>
    public double UnderReceipts { get; init; }

    /// <summary>Cartons scanned with a wrong quantity; noticed in the next slice, taken back and scanned again.</summary>
    public double Reversals { get; init; }

    /// <summary>Orders that ship only complete; below zero for every tenth.</summary>
    public double ShipComplete { get; init; }

    /// <summary>Every tenth order ships only complete.</summary>
    public const double EveryTenth = -1;

    /// <summary>Whether it happens to this one.</summary>
    public bool Strikes(double percent, string kind, string what) => percent > 0 && (Draw(kind, what) >> 11) / Whole * 100 < percent;

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public long Between(long least, long most, string kind, string what) => least + (long)(Draw(kind, what) % (ulong)(most - least + 1));

    /// <summary>FNV-1a over the texts, then spread over all bits (the finisher of SplitMix64): the same on every machine.</summary>
    private ulong Draw(string kind, string what)
    {
        unchecked
        {
            ulong hash = 14695981039346656037UL ^ (ulong)(uint)Seed;
            foreach (string text in (ReadOnlySpan<string>)[kind, "/", what])
            {
                foreach (char c in text)
                {
                    hash = (hash ^ c) * 1099511628211UL;
                }
            }

            hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9UL;
            hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebUL;
            return hash ^ (hash >> 31);
        }
    }
}
