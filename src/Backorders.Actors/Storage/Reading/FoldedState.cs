using Backorders.Actors.Turns;

namespace Backorders.Actors.Storage.Reading;

/// <summary>A warehouse's state, folded from its rows. Used by one thread at a time, and shared with nobody.</summary>
/// <param name="fold">The state.</param>
/// <param name="place">The place up to which it is folded.</param>
internal sealed class FoldedState(ShardFold fold, TurnPlace place)
{
    /// <summary>The state.</summary>
    public ShardFold Fold => fold;

    /// <summary>Where it stands: reading on begins here.</summary>
    public TurnPlace Place { get; internal set; } = place;
}
