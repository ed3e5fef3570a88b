namespace Backorders.Domain.Actors;

/// <summary>What actors say to each other within a turn. Messages are handled in the order in which they were sent, after the command itself.</summary>
internal abstract record Message;

/// <summary>Units of the item may be free: give them to those who wait.</summary>
internal sealed record DistributeUnits(SkuActor Item) : Message;

/// <summary>Demand or expected supply of the item changed: link what is not linked, and tell customers what it means.</summary>
internal sealed record LinkSupply(SkuActor Item) : Message;

/// <summary>A line may have no date: see whether another item can stand for it.</summary>
internal sealed record ConsiderSubstitute(BackorderLine Line) : Message;

/// <summary>Promises of all lines of the item hang on a date that changed.</summary>
internal sealed record RetellPromises(SkuActor Item) : Message;

/// <summary>Units were taken from an order after its tasks were made.</summary>
internal sealed record OrderLostUnits(OrderActor Order, ReasonCode Reason) : Message;

/// <summary>A line has entered its queue or risen in it: lines of a lower class may lose units to it.</summary>
internal sealed record PreemptFor(BackorderLine Line) : Message;

/// <summary>Something about an order that ships complete changed: it may be complete now, or no longer coverable.</summary>
internal sealed record ReconsiderOrder(OrderActor Order) : Message;
