namespace Backorders.Domain.Values;

/// <summary>
/// Why a command was refused: a closed list. When several reasons apply, the first of the list is returned. Numbers are public and never reused.
/// A refusal changes nothing.
/// </summary>
public enum Refusal
{
    /// <summary>A required id is missing or is not an acceptable text.</summary>
    InvalidId = 1,

    /// <summary>A quantity is zero, negative, or more than <see cref="Limits.QuantityMax"/>.</summary>
    InvalidQuantity = 2,

    /// <summary>A text is longer than allowed or holds control characters.</summary>
    InvalidText = 3,

    /// <summary>A value lies outside its allowed range or contradicts another.</summary>
    InvalidValue = 4,

    /// <summary>A list holds more entries than one command may carry, or none.</summary>
    InvalidCount = 5,

    /// <summary>The warehouse is not one of this system's.</summary>
    UnknownWarehouse = 10,

    /// <summary>The SKU was never defined for this owner.</summary>
    UnknownSku = 11,

    /// <summary>The code names something that is not goods (postage, a fee) and can be neither ordered nor received.</summary>
    NotGoods = 12,

    /// <summary>The unit of measure has no conversion to the base unit.</summary>
    UnknownUnit = 13,

    /// <summary>The owner has no such order.</summary>
    UnknownOrder = 14,

    /// <summary>The order has no such line.</summary>
    UnknownLine = 15,

    /// <summary>The owner has no such ship notice.</summary>
    UnknownShipment = 16,

    /// <summary>No receipt was recorded under this device and scan id.</summary>
    UnknownReceipt = 17,

    /// <summary>There is no such task.</summary>
    UnknownTask = 18,

    /// <summary>The lane is not one of this warehouse's.</summary>
    UnknownLane = 19,

    /// <summary>The door is not one of this warehouse's.</summary>
    UnknownDoor = 20,

    /// <summary>No item of the owner carries this barcode.</summary>
    UnknownGtin = 21,

    /// <summary>No unit of the item was ever received in this lot.</summary>
    UnknownLot = 22,

    /// <summary>The serial number is not known of this item, or is not where it would have to be.</summary>
    UnknownSerial = 23,

    /// <summary>No container of this number was announced or received.</summary>
    UnknownContainer = 24,
    /// <summary>No back-in-stock request is open under this reference.</summary>
    UnknownRequest = 25,

    /// <summary>The owner has no such webhook endpoint.</summary>
    UnknownEndpoint = 28,

    /// <summary>The same key was used before with another content.</summary>
    KeyReused = 30,

    /// <summary>The number is taken by an order, line or notice that exists already.</summary>
    AlreadyExists = 31,

    /// <summary>The lease has passed to another station, or has expired: the fencing token is stale.</summary>
    StaleLease = 40,

    /// <summary>The task is not in a state in which this can be done.</summary>
    WrongTaskState = 41,

    /// <summary>More units than the task asks for.</summary>
    OverPick = 42,

    /// <summary>Work on the units has gone too far for them to be taken back.</summary>
    TooLate = 43,

    /// <summary>The order is finished.</summary>
    OrderClosed = 44,

    /// <summary>The order is on hold.</summary>
    OrderOnHold = 45,

    /// <summary>The order is not on hold.</summary>
    OrderNotOnHold = 46,

    /// <summary>The ship notice is closed or cancelled.</summary>
    ShipmentClosed = 47,

    /// <summary>The ship notice does not name this SKU.</summary>
    NotAnnounced = 48,

    /// <summary>The receipt has been taken back already.</summary>
    AlreadyReversed = 49,

    /// <summary>There are not that many units in that condition.</summary>
    NotEnoughStock = 50,

    /// <summary>The station holds as many leases as it may.</summary>
    TooManyLeases = 51,

    /// <summary>No line of the order could be accepted.</summary>
    NoLineAccepted = 52,

    /// <summary>The tasks belong to different orders or lanes.</summary>
    MixedTasks = 53,

    /// <summary>The owner has no policy of its own.</summary>
    NoOwnPolicy = 54,

    /// <summary>The receiving door is closed.</summary>
    DoorClosed = 55,

    /// <summary>A station of that name works for another owner.</summary>
    StationInUse = 56,

    /// <summary>The barcode is that of another item, or of another unit of the same one.</summary>
    GtinTaken = 60,

    /// <summary>The check digit of a barcode or container number is wrong: it was misread or mistyped.</summary>
    WrongCheckDigit = 61,

    /// <summary>The item is lot-controlled, and no lot was named.</summary>
    LotRequired = 62,

    /// <summary>The item is expiry-controlled, and no expiry date was named.</summary>
    ExpiryRequired = 63,

    /// <summary>The lot is known with another expiry date.</summary>
    LotDiffers = 64,

    /// <summary>The item is serial-controlled, and there are not as many serial numbers as units.</summary>
    SerialsRequired = 65,

    /// <summary>A unit with this serial number is in the building already, or belongs to another task.</summary>
    SerialTaken = 66,

    /// <summary>The container was received before.</summary>
    ContainerReceived = 67,

    /// <summary>The item that was scanned is not the one that the task asks for.</summary>
    WrongItem = 68,

    /// <summary>There is no variance or overage under this scan that waits for a decision.</summary>
    NothingToDecide = 69,

    /// <summary>Not all units are free on hand or announced. A back-in-stock request can be made instead.</summary>
    OutOfStock = 70,

    /// <summary>No question about a delay is open.</summary>
    NothingAsked = 71,

    /// <summary>No substitute is offered for the line.</summary>
    SubstitutionNotOffered = 72,

    /// <summary>There is no substitute: no rule of the owner, none on hand, or the line asks for certain lots or serials.</summary>
    NoSubstitute = 73,

    /// <summary>No payment is due: only packed units are charged, and all of these are paid.</summary>
    PaymentNotDue = 74,

    /// <summary>The order is not one that is paid when packed.</summary>
    PaymentNotExpected = 75,

    /// <summary>The parcel has not been paid.</summary>
    NotPaid = 76,

    /// <summary>The order ships only complete, and lost units since its work began.</summary>
    OrderIncomplete = 77,

    /// <summary>The item has the maximum number of open back-in-stock requests.</summary>
    TooManyRequests = 78,

    /// <summary>The node already runs its maximum number of simulations. Transient.</summary>
    SimulationsBusy = 86,

    /// <summary>The window holds more turns than the node allows for one simulation.</summary>
    WindowTooLarge = 87,

    /// <summary>The warehouse has no GS1 company prefix, so nothing can be given an SSCC.</summary>
    NoCompanyPrefix = 88,

    /// <summary>The warehouse's range of SSCCs has no number left.</summary>
    SsccExhausted = 89,

    /// <summary>The read model, which reports are made from, cannot be read now; the warehouse itself works. Transient.</summary>
    ReadModelUnavailable = 80,

    /// <summary>The address is not one that the node may call.</summary>
    AddressNotAllowed = 82,

    /// <summary>The owner has the maximum number of webhook endpoints.</summary>
    TooManyEndpoints = 83,

    /// <summary>The endpoint has no such dead letter.</summary>
    UnknownDeadLetter = 84,

    /// <summary>The engine failed on this command. Nothing was changed; the incident id leads to the log entry.</summary>
    Quarantined = 90,

    /// <summary>The warehouse's queue is full. Transient.</summary>
    Busy = 91,

    /// <summary>The warehouse is moving, starting or stopping. Transient.</summary>
    NotReady = 92,

    /// <summary>The store did not confirm the change in time, so its outcome is unknown; the same key never does it twice. Transient.</summary>
    StoreUnavailable = 93,

    /// <summary>Another node serves the warehouse; the details say where it is reached. Transient: nothing happened here.</summary>
    NotOwner = 94,

    /// <summary>The warehouse's shard was closed by an operator, or because its journal cannot be read; nothing is decided for it until it is opened again.</summary>
    ShardSealed = 95,
}
