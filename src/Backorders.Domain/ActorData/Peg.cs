using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>A soft link between waiting units of a line and units that a shipment is expected to bring.</summary>
internal sealed class Peg(BackorderLine line, ExpectedSupply supply)
{
    public BackorderLine Line { get; } = line;

    public ExpectedSupply Supply { get; } = supply;

    public Quantity Quantity { get; set; }

    /// <summary>Its place among the supply's pegs, so that it can leave in O(1).</summary>
    public LinkedListNode<Peg>? Node { get; set; }
}
