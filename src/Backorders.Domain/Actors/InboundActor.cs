using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;

namespace Backorders.Domain.Actors;

/// <summary>A ship notice. What it knows is in <see cref="InboundData"/>; that every change of it has its items planned anew is the fold's doing.</summary>
internal sealed class InboundActor(AsnKey key) : InboundData(key)
{
    public void Receive(InboundMessage message, ITurn turn)
    {
        switch (message)
        {
            case ShipmentDue:
                Arrivals.Look(this, turn);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "A shipment does not answer to it.");
        }
    }
}
