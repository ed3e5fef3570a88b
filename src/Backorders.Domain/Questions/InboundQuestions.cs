using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Questions;

/// <summary>A ship notice as it stands; null when the owner announced none of that number.</summary>
/// <param name="Asn">Owner and number.</param>
public sealed record FindShipment(AsnKey Asn) : Question<ShipmentView?>
{
    /// <inheritdoc/>
    public override ShipmentView? Answer(Warehouse warehouse, Instant now) => warehouse.GetShipment(Asn);
}

/// <summary>An owner's ship notices, the earliest expected first.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="OpenOnly">Whether closed ones are left out.</param>
/// <param name="Skip">How many to pass over.</param>
/// <param name="Take">How many to tell at most.</param>
public sealed record ListShipments(OwnerId Owner, bool OpenOnly, int Skip, int Take) : Question<IReadOnlyList<ShipmentView>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<ShipmentView> Answer(Warehouse warehouse, Instant now) => warehouse.ListShipments(Owner, OpenOnly, Skip, Take);
}

/// <summary>What is known of the items of a ship notice, in the order announced; null when the owner announced none of that number.</summary>
/// <param name="Asn">Owner and number.</param>
/// <param name="Skip">How many to pass over.</param>
/// <param name="Take">How many to tell at most.</param>
public sealed record ListShipmentItems(AsnKey Asn, int Skip, int Take) : Question<IReadOnlyList<Item>?>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Item>? Answer(Warehouse warehouse, Instant now) => warehouse.ListItems(Asn, Skip, Take);
}
