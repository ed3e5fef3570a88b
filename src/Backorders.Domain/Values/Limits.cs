namespace Backorders.Domain.Values;

/// <summary>What the engine accepts at most, each limit with its reason. Checked against each other by a test.</summary>
public static class Limits
{
    /// <summary>Base units in one command: no truck carries a billion pieces, and 9 billion such commands still fit a 64-bit sum.</summary>
    public const long QuantityMax = 1_000_000_000;

    /// <summary>Lines of one order: the answer must fit one message, and one turn must stay short.</summary>
    public const int OrderLinesMax = 5_000;

    /// <summary>Lines of one ship notice, for the same reason.</summary>
    public const int AsnLinesMax = 5_000;

    /// <summary>Items defined by one command.</summary>
    public const int ItemsMax = 5_000;

    /// <summary>Tasks that one pull, pack or ship may name.</summary>
    public const int TasksMax = 1_000;

    /// <summary>Tasks that one station may hold under lease: a dead station's work must come back in one short turn.</summary>
    public const int LeasedTasksMax = 5_000;

    /// <summary>Substitutes of one item: each is looked at when a line cannot be promised.</summary>
    public const int SubstitutesMax = 8;

    /// <summary>Customers who wait to be told of one item; all of them may be looked at when units are free.</summary>
    public const int BackInStockMax = 10_000;

    /// <summary>Units of measure of one item besides its base unit.</summary>
    public const int UnitsMax = 16;

    /// <summary>Base units in one unit of measure; with <see cref="QuantityMax"/> the product still fits 64 bits.</summary>
    public const long UnitFactorMax = 1_000_000;

    /// <summary>Barcodes of one item: some for each unit, as makers change them.</summary>
    public const int BarcodesMax = 64;

    /// <summary>Days that must be left until an expiry: nothing that keeps for a century is told apart by its date.</summary>
    public const int ShelfLifeDaysMax = 36_500;

    /// <summary>Scans that one parcel may be checked with.</summary>
    public const int ScansMax = 5_000;

    /// <summary>Serial numbers in one command: a pallet of small devices, and the turn stays short.</summary>
    public const int SerialsMax = 5_000;

    /// <summary>Free texts (descriptions, references, tracking numbers), in characters.</summary>
    public const int TextMax = 256;

    /// <summary>Lanes or doors of a warehouse.</summary>
    public const int PlacesMax = 1_000;

    /// <summary>
    /// Events of one turn: ten for each of a million waiting lines. A turn beyond that is a fault of this code, and one that never ended would stop
    /// its warehouse for good.
    /// </summary>
    public const int TurnEventsMax = 10_000_000;

    /// <summary>Items with a distribution mode of their own in an owner's policy: the policy is one message, and the list is searched at each receipt.</summary>
    public const int SkuDistributionsMax = 1_000;

    /// <summary>Departures of a day: more than one every quarter of an hour is no timetable.</summary>
    public const int DeparturesMax = 96;

    /// <summary>
    /// Events of one turn after which further due dates wait for the next turn. Tens of thousands of lines that expire together must not keep the scanners
    /// waiting.
    /// </summary>
    public const int DueEventsMax = 10_000;

    /// <summary>Queues that are looked at in one turn because a day has begun; the others wait for the next turn, for the same reason.</summary>
    public const int DueQueuesMax = 250;

    /// <summary>Customer tiers run from 0 (served last) to this.</summary>
    public const int TierMax = 9;

    /// <summary>A closed order can be asked for this long; a reversal may name a receipt this old.</summary>
    public static readonly TimeSpan HistoryKept = TimeSpan.FromDays(35);

    /// <summary>How long an order may hold no units after its expected supply was withdrawn: suppliers correct a notice several times within minutes.</summary>
    public static readonly TimeSpan HoldPause = TimeSpan.FromHours(1);

    /// <summary>Stored answers are found for at least this long, so that a scanner that was offline for a week may still repeat itself.</summary>
    public static readonly TimeSpan AnswersKept = TimeSpan.FromDays(7);
}
