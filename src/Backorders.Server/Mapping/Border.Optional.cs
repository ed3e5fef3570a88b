using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Server.Mapping;

/// <summary>What may be left out.</summary>
internal partial struct Border
{
    /// <summary>A lot's number; a default value when empty.</summary>
    public LotNo OptionalLot(string text) => text.Length == 0 ? default : LotNo.TryCreate(text, out LotNo id) ? id : Bad(id, text, "lot", LotNo.MaxLength);

    /// <summary>A lane; a default value when empty.</summary>
    public LaneId OptionalLane(string text) => text.Length == 0 ? default : Lane(text);

    /// <summary>A door, or null when empty.</summary>
    public DoorId? OptionalDoor(string text) => text.Length == 0 ? null : Door(text);

    /// <summary>A notice's number, or null when empty.</summary>
    public AsnNo? OptionalAsnNo(string text) => text.Length == 0 ? null : AsnNo(text);

    /// <summary>Why dates move; none when it is not said.</summary>
    public PromiseCause Cause(V1.PromiseCause value)
    {
        if (!Enum.IsDefined((PromiseCause)value))
        {
            Note(Refusal.InvalidValue, "cause", $"{(int)value} is not one of the known causes");
        }

        return (PromiseCause)value;
    }

    /// <summary>An order's number; a default value when empty.</summary>
    public OrderNo OptionalOrderNo(string text) => text.Length == 0 ? default : OrderNo(text);
}
