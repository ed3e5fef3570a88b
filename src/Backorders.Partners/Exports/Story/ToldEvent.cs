namespace Backorders.Partners.Exports.Story;

/// <summary>An event with its place in the warehouse's history.</summary>
/// <param name="Cursor">The decision.</param>
/// <param name="Number">Which of the decision's events of this owner and kind, from 1: the same whatever else a key may see or a filter lets through.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Told">What happened.</param>
internal sealed record ToldEvent(long Cursor, int Number, DateTimeOffset At, V1.Event Told)
{
    public string Owner => Told.Owner;
}
