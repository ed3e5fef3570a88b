using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>A container that was announced, and whether it came.</summary>
internal sealed class ContainerRecord(OwnerId owner, AsnKey asn, AnnouncedContainer announced)
{
    public OwnerId Owner { get; } = owner;

    public AsnKey Asn { get; } = asn;

    public AnnouncedContainer Announced { get; } = announced;

    /// <summary>When it came; <see cref="Instant.Never"/> while it is under way.</summary>
    public Instant ReceivedAt { get; set; } = Instant.Never;
}
