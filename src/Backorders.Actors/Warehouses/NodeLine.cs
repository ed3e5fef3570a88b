namespace Backorders.Actors.Warehouses;

/// <summary>What a gateway knows of one node's link.</summary>
/// <param name="meeting">The link's beginning.</param>
internal sealed class NodeLine(long meeting)
{
    public long Meeting => meeting;

    /// <summary>The number of the last call that came; 0 for none.</summary>
    public long Last { get; set; }

    /// <summary>Calls that came and are not answered yet.</summary>
    public int Pending { get; set; }

    /// <summary>Whether the link may be told how far turns are durable.</summary>
    public bool MayTell { get; set; }

    /// <summary>How far it was told.</summary>
    public long Told { get; set; }
}
