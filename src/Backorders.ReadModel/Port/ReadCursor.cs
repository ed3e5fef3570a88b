using Backorders.Domain.Values;


namespace Backorders.ReadModel.Port;

/// <summary>Where the read model of a warehouse stands.</summary>
/// <param name="Seq">The last turn that its rows hold; 0 for none.</param>
/// <param name="At">When that turn was decided. A journal that has another time there is another journal.</param>
/// <param name="TimeZone">IANA name of the warehouse's zone; <c>UTC</c> until it was told.</param>
public readonly record struct ReadCursor(long Seq, Instant At, string TimeZone)
{
    /// <summary>Before the first turn.</summary>
    public static ReadCursor Start => new(0, new Instant(0), "UTC");
}
