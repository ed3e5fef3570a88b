using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>How the payment of an order stands that is paid when packed.</summary>
internal sealed class PaymentStand
{
    public PaymentStatus Status { get; set; } = PaymentStatus.Awaited;

    /// <summary>Authorised: when that dies. Declined: until when the order keeps its units.</summary>
    public Instant Until { get; set; } = Instant.Never;

    /// <summary>Whether the time after a decline is over and its units were given up.</summary>
    public bool Yielded { get; set; }
}
