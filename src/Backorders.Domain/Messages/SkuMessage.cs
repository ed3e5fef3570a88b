using Backorders.Domain.Ids;

namespace Backorders.Domain.Messages;

/// <summary>What a <c>SkuActor</c> is told.</summary>
/// <param name="Item">Owner and SKU of the receiver.</param>
internal abstract record SkuMessage(SkuKey Item) : Message;

/// <summary>Units of the item may be free: give them to those who wait.</summary>
internal sealed record DistributeUnits(SkuKey Item) : SkuMessage(Item);

/// <summary>Units of the item are at the dock: give them to those who wait before others come, for each is given as of its own arrival.</summary>
internal sealed record DistributeAtOnce(SkuKey Item) : SkuMessage(Item);

/// <summary>A line has entered the item's queue or risen in it: lines of a lower class may lose units to it.</summary>
internal sealed record PreemptUnits(SkuKey Item) : SkuMessage(Item);

/// <summary>A customer wants to be told when the item is there again, and it may be.</summary>
internal sealed record TellBackInStock(SkuKey Item) : SkuMessage(Item);

/// <summary>Something about the item falls due.</summary>
internal sealed record ItemDue(SkuKey Item, DueKind Kind) : SkuMessage(Item);
