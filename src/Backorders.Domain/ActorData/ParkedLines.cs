using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>The lines of other items' queues that are parked behind one item. Costs nothing for the many items that nobody is parked behind.</summary>
internal sealed class ParkedLines
{
    private SortedSet<Parking>? byUnits;

    public void Add(Parking parking) => (byUnits ??= []).Add(parking);

    public void Remove(Parking parking) => byUnits?.Remove(parking);

    /// <summary>Has those lines looked at again for which enough units are on hand now. Must be called whenever units come to be on hand.</summary>
    public void Wake(Quantity onHand)
    {
        while (byUnits?.Min is { } next && next.Units <= onHand.Units)
        {
            next.Line.Item.Queue.LookAgain(next.Line); // takes it off this list
        }
    }
}
