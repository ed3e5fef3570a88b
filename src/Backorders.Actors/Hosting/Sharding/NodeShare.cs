namespace Backorders.Actors.Hosting.Sharding;

/// <summary>How much of the shards a node should have.</summary>
/// <param name="Weight">Its share relative to the other nodes' weights; 0 takes none.</param>
/// <param name="Draining">Whether it takes none and gives away those that it has.</param>
public sealed record NodeShare(int Weight, bool Draining)
{
    /// <summary>That of a node about which nothing is known yet: what a node has without a setting.</summary>
    public static NodeShare Default { get; } = new(100, Draining: false);

    /// <summary>Whether it may be given shards while another node may.</summary>
    public bool Takes => Weight > 0 && !Draining;
}
