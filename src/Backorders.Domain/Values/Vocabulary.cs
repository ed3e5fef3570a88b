namespace Backorders.Domain.Values;

// The closed lists of the trade on one screen. Numbers are stored in journals: append only, never renumber.

/// <summary>How much of an order must be there before anything leaves.</summary>
public enum ShipMode
{
    /// <summary>Available units ship, subject to the minimum quantity and the number of splits.</summary>
    ShipAvailable = 1,

    /// <summary>A line ships when it is complete.</summary>
    LineComplete = 2,

    /// <summary>The order ships when every line is complete: all lines together, to one lane.</summary>
    OrderComplete = 3,
}

/// <summary>Which dates make a line urgent.</summary>
[Flags]
public enum UrgentReasons
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A penalty is due if it is not served by then.</summary>
    Penalty = 1,

    /// <summary>It is cancelled then, unless its customer agrees to wait.</summary>
    Consent = 2,
}

/// <summary>How units are spread over the lines that wait, when there are too few for all.</summary>
public enum DistributionMode
{
    /// <summary>Front to back: a line is filled before the next one gets anything.</summary>
    Sequential = 1,

    /// <summary>In proportion to what each line wants, whatever its tier. Lines that a person moved to the front still come first.</summary>
    FairShare = 2,

    /// <summary>Class by class (pinned, urgent, tier with ageing); within the class where the units run out, in proportion.</summary>
    TieredFairShare = 3,
}

/// <summary>The condition of units.</summary>
public enum Quality
{
    /// <summary>Good: may be allocated.</summary>
    Usable = 1,

    /// <summary>Waits for an inspection.</summary>
    QcHold = 2,

    /// <summary>Unfit; never enters the queue.</summary>
    Damaged = 3,
}

/// <summary>Where a receipt came from.</summary>
public enum ReceiptKind
{
    /// <summary>Nothing announced it.</summary>
    Blind = 1,

    /// <summary>A ship notice announced it.</summary>
    Expected = 2,

    /// <summary>A customer sent it back.</summary>
    Return = 3,
}

/// <summary>Where allocated units were when they were given.</summary>
public enum Source
{
    /// <summary>At a receiving dock: they never see a shelf.</summary>
    Dock = 1,

    /// <summary>On hand in storage.</summary>
    Storage = 2,

    /// <summary>Set aside for an order that ships complete.</summary>
    Hold = 3,
}

/// <summary>What a task asks a person to do.</summary>
public enum TaskKind
{
    /// <summary>Move units from a receiving door to a lane.</summary>
    CrossDock = 1,

    /// <summary>Pick units from storage.</summary>
    StoragePick = 2,

    /// <summary>Bring picked units back.</summary>
    PutBack = 3,

    /// <summary>Count what is really there.</summary>
    Count = 4,

    /// <summary>Open a container and divide what is in it: it is mixed, or holds more than one destination takes.</summary>
    BreakDown = 5,

    /// <summary>Decide about units beyond what was announced. Only for a supervisor: never offered to a station.</summary>
    Overage = 6,
}

/// <summary>What was decided about units that could not be given to anybody.</summary>
public enum DispositionCode
{
    /// <summary>They are thrown away and leave stock.</summary>
    Scrap = 1,

    /// <summary>They go back to the supplier and leave stock.</summary>
    ReturnToSupplier = 2,

    /// <summary>They are refurbished, and then inspected again.</summary>
    Refurbish = 3,

    /// <summary>They are good: they go to waiting lines as units of their original arrival.</summary>
    Restock = 4,
}

/// <summary>What happens to a carton that its ship notice cannot account for, because the notice is closed or does not name the SKU.</summary>
public enum UnannouncedRule
{
    /// <summary>It is received blind.</summary>
    Blind = 0,

    /// <summary>It is refused.</summary>
    Refuse = 1,

    /// <summary>A closed notice that names the SKU is opened again; a SKU that it does not name is received blind.</summary>
    Reopen = 2,
}

/// <summary>Whether an outbound lane takes goods.</summary>
public enum LaneState
{
    /// <summary>It takes goods.</summary>
    Open = 1,

    /// <summary>No more goods fit on it.</summary>
    Full = 2,

    /// <summary>It is closed.</summary>
    Closed = 3,
}

/// <summary>Where a task stands.</summary>
public enum TaskState
{
    /// <summary>May be leased.</summary>
    Ready = 1,

    /// <summary>A station has it.</summary>
    Leased = 2,

    /// <summary>A station works on it.</summary>
    Started = 3,

    /// <summary>The units are in hand.</summary>
    Picked = 4,

    /// <summary>The units are in a parcel.</summary>
    Packed = 5,

    /// <summary>Finished.</summary>
    Done = 6,

    /// <summary>Nothing of it was found.</summary>
    Short = 7,

    /// <summary>Its units were taken back.</summary>
    Recalled = 8,

    /// <summary>It failed too often and waits for a supervisor.</summary>
    Parked = 9,

    /// <summary>Ready, but its lane takes nothing now.</summary>
    NoLane = 10,
}

/// <summary>The coded why of an exception: shorts, holds, cancels, adjustments. A closed list.</summary>
public enum ReasonCode
{
    /// <summary>No reason was given.</summary>
    Unspecified = 0,

    /// <summary>The customer asked for it.</summary>
    CustomerRequest = 1,

    /// <summary>The credit limit is reached.</summary>
    Credit = 2,

    /// <summary>The payment is not authorised.</summary>
    Payment = 3,

    /// <summary>The address is not usable.</summary>
    Address = 4,

    /// <summary>It was not where it should be.</summary>
    NotFound = 5,

    /// <summary>It is broken or unfit.</summary>
    Damaged = 6,

    /// <summary>A wrong item or quantity was scanned.</summary>
    WrongScan = 7,

    /// <summary>A count found a difference.</summary>
    CountDifference = 8,

    /// <summary>Lost, stolen or written off.</summary>
    Loss = 9,

    /// <summary>A person decided that it is urgent.</summary>
    Urgent = 10,

    /// <summary>The station could not do it.</summary>
    StationTrouble = 11,

    /// <summary>The supplier changed it.</summary>
    Supplier = 12,

    /// <summary>Fraud or compliance review.</summary>
    Review = 13,

    /// <summary>A time limit had passed.</summary>
    TimedOut = 14,

    /// <summary>A receipt was taken back.</summary>
    ReceiptReversed = 15,

    /// <summary>Quality inspection.</summary>
    Inspection = 16,

    /// <summary>The order became complete.</summary>
    OrderCompleted = 17,

    /// <summary>A line of a higher class needed the units.</summary>
    Outranked = 18,

    /// <summary>The lot was recalled.</summary>
    Recall = 22,

    /// <summary>Beyond repair: thrown away.</summary>
    Scrap = 23,

    /// <summary>Sent back to whoever supplied it.</summary>
    ReturnToSupplier = 24,

    /// <summary>Worked on until it is good again.</summary>
    Refurbish = 25,

    /// <summary>Found good and taken back into stock.</summary>
    Restock = 26,

    /// <summary>More came than was announced.</summary>
    Overage = 27,

    /// <summary>Another item than the one asked for.</summary>
    WrongItem = 28,

    /// <summary>The line keeps its units, but from another place: units at the dock took the place of units in storage, or others that of a reversed receipt.</summary>
    DockSwap = 29,

    /// <summary>The customer does not want to wait so long.</summary>
    DelayRefused = 30,

    /// <summary>The customer did not say that he waits.</summary>
    NoConsent = 31,

    /// <summary>Its cancel-by time has passed.</summary>
    CancelByPassed = 32,

    /// <summary>The customer took another item instead.</summary>
    Substituted = 33,

    /// <summary>The payment was declined and not made good in time.</summary>
    PaymentDeclined = 34,

    /// <summary>An order that ships only complete lost units.</summary>
    OrderIncomplete = 35,
}

/// <summary>How the question whether a customer waits was answered.</summary>
public enum DelayAnswer
{
    /// <summary>He waits.</summary>
    Accepted = 1,

    /// <summary>He cancels.</summary>
    Cancelled = 2,

    /// <summary>No answer came by the deadline, which counted as waiting.</summary>
    AcceptedBySilence = 3,

    /// <summary>No answer came by the deadline, which counted as cancelling.</summary>
    NotAnswered = 4,

    /// <summary>There is nothing to wait for any more: the date is good again, or the units are packed.</summary>
    Overtaken = 5,
}

/// <summary>How an offered substitution ended.</summary>
public enum SubstitutionAnswer
{
    /// <summary>The customer takes it.</summary>
    Accepted = 1,

    /// <summary>The customer does not want it.</summary>
    Declined = 2,

    /// <summary>Another offer took its place.</summary>
    Replaced = 3,
}

/// <summary>The state of the payment of an order that is paid when packed.</summary>
public enum PaymentStatus
{
    /// <summary>Nothing was packed yet and nothing reported.</summary>
    Awaited = 1,

    /// <summary>A parcel is packed and not paid.</summary>
    Due = 2,

    /// <summary>The money is reserved; it is taken when packed.</summary>
    Authorised = 3,

    /// <summary>What was packed is paid.</summary>
    Captured = 4,

    /// <summary>The payment was refused.</summary>
    Declined = 5,

    /// <summary>The authorisation expired before it was used.</summary>
    Lapsed = 6,
}

/// <summary>Why a waiting line takes no units now. Numbers are public.</summary>
public enum SkipReason
{
    /// <summary>Nothing prevents it: it waits behind other lines, or no units are available.</summary>
    None = 0,

    /// <summary>Nothing is open on it.</summary>
    NothingOpen = 1,

    /// <summary>The order is on hold.</summary>
    OrderOnHold = 2,

    /// <summary>Its earliest ship time is not reached.</summary>
    NotBefore = 3,

    /// <summary>Fewer units are available than its minimum useful quantity.</summary>
    BelowMinimum = 4,

    /// <summary>Its last permitted split waits for the rest.</summary>
    LastSplitWaits = 5,

    /// <summary>It ships only complete, and fewer units are available.</summary>
    LineNotComplete = 6,

    /// <summary>Its order ships only complete, and one of its lines is neither held, on hand nor expected in time at its place.</summary>
    OrderNotCoverable = 7,

    /// <summary>The holds of its order have expired and may not be renewed yet.</summary>
    HoldExpired = 8,

    /// <summary>Its cancel-by time has passed.</summary>
    CancelByPassed = 9,

    /// <summary>The lane of its order is full or closed.</summary>
    NoLane = 11,

    /// <summary>It was ordered in a unit of measure that may not be broken, and fewer units are available than one of these holds.</summary>
    UnitNotBroken = 10,

    /// <summary>It asks for a lot of which nothing is free.</summary>
    LotNotThere = 15,

    /// <summary>What is free would expire too soon for it.</summary>
    ShelfLifeTooShort = 16,

    /// <summary>What is free belongs to a lot that is recalled or in dispute.</summary>
    LotBlocked = 17,

    /// <summary>The item is not released for sale yet.</summary>
    NotReleased = 20,

    /// <summary>The payment of its order was declined.</summary>
    PaymentDeclined = 21,

    /// <summary>It ships only complete, and its units come further apart than units are held: it takes none before a time.</summary>
    TakesLater = 22,
}
