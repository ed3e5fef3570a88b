namespace Backorders.Actors.Hosting.Meeting;

/// <summary>A node's row at the meeting place.</summary>
/// <param name="Entry">Who it is.</param>
/// <param name="Started">When this start of it entered, by the place's clock.</param>
/// <param name="SeenAt">When it last said that it lives, by the place's clock.</param>
/// <param name="SeenAgo">The time since then, by the same clock: no two machines' clocks are ever compared.</param>
/// <param name="Joined">Whether it has become a member of the cluster.</param>
/// <param name="Draining">Whether it takes no more shards and gives away those that it has.</param>
/// <param name="Left">Whether it ended in good order.</param>
/// <param name="Gone">Whether the cluster decided to go on without this start of it.</param>
public sealed record NodeRow(
    NodeEntry Entry, DateTimeOffset Started, DateTimeOffset SeenAt, TimeSpan SeenAgo, bool Joined, bool Draining, bool Left, bool Gone)
{
    /// <summary>Whether it counts: it was seen within a lifetime and is not known to have ended.</summary>
    public bool IsLiving(TimeSpan lifetime) => IsOpen && SeenAgo < lifetime;

    /// <summary>Whether nothing says that it ended; it may have fallen silent.</summary>
    public bool IsOpen => !Left && !Gone;
}
