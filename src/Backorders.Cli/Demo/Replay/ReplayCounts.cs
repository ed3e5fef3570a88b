namespace Backorders.Cli.Demo.Replay;

/// <summary>What the driver of a replay counts itself; all else the warehouse counts.</summary>
internal sealed class ReplayCounts
{
    /// <summary>The reason of rows that never reached the warehouse because they cannot be read.</summary>
    public const string BrokenRow = "BROKEN_ROW";

    private readonly SortedDictionary<string, long> refused = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> troubles = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, long> dockToShip = [];
    private long shippedFromDock;

    public long LinesRead { get; set; }

    /// <summary>Orders that ship only complete.</summary>
    public long CompleteOrders { get; set; }

    /// <summary>Picks that a station reported short.</summary>
    public long ShortPicks { get; set; }

    /// <summary>Cartons that were broken.</summary>
    public long DamagedCartons { get; set; }

    /// <summary>Cartons beyond what was announced.</summary>
    public long OverCartons { get; set; }

    /// <summary>Cartons that did not come.</summary>
    public long MissingCartons { get; set; }

    /// <summary>Scans that were taken back and done again.</summary>
    public long Reversals { get; set; }

    /// <summary>Lines that were not accepted, by reason.</summary>
    public IReadOnlyDictionary<string, long> Refused => refused;

    /// <summary>Reports of stations and docks that were refused, by reason: a stock correction may have taken away what a station was working on.</summary>
    public IReadOnlyDictionary<string, long> Troubles => troubles;

    public long LinesAccepted => LinesRead - refused.Values.Sum();

    public void Refuse(string reason, long lines = 1) => refused[reason] = refused.GetValueOrDefault(reason) + lines;

    public void Trouble(string reason) => troubles[reason] = troubles.GetValueOrDefault(reason) + 1;

    /// <summary>A task left the building this long after its units came to the dock.</summary>
    public void Shipped(double dockToShipSeconds)
    {
        long seconds = (long)Math.Round(dockToShipSeconds);
        dockToShip[seconds] = dockToShip.GetValueOrDefault(seconds) + 1;
        shippedFromDock++;
    }

    /// <summary>The seconds within which this share of the tasks left: exact, for it is a figure of the data's own time that is the same in every run.</summary>
    public long DockToShip(double share)
    {
        long wanted = (long)Math.Ceiling(share * shippedFromDock);
        foreach ((long seconds, long tasks) in dockToShip)
        {
            wanted -= tasks;
            if (wanted <= 0)
            {
                return seconds;
            }
        }

        return 0;
    }
}
