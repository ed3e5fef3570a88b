using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>With which receipt units came to the dock, when, and at which door.</summary>
internal readonly record struct DockOrigin(ReceiptId Receipt, Instant DockedAt, DoorId Door);
