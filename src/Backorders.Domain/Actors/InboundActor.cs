using Backorders.Domain.ActorData;
using Backorders.Domain.Actors.Skus;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;

namespace Backorders.Domain.Actors;

/// <summary>A ship notice: every change of it moves promises. What it knows is in <see cref="InboundData"/>.</summary>
internal sealed class InboundActor(AsnKey key) : InboundData(key)
{
    public void Receive(InboundMessage message, ITurn turn)
    {
        switch (message)
        {
            case OfferSupply:
                foreach (ExpectedSupply line in Lines)
                {
                    turn.Send(new LinkSupply(line.Item.Key));
                }

                break;
            case RelinkSupply:
                foreach (ExpectedSupply line in Lines)
                {
                    Pegging.Relink(line, turn);
                }

                break;
            case ShipmentDue:
                Arrivals.Look(this, turn);
                break;
            case LessenSupply m when Find(m.Sku) is { } supply:
                Pegging.Lessen(supply, m.Because, turn);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "A shipment does not answer to it.");
        }
    }
}
