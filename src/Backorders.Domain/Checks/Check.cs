using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Checks;

/// <summary>Checks that several handlers share. Each returns the refusal, or null when all is well.</summary>
internal static class Check
{
    /// <summary>Looks up an item and turns a quantity of one of its units into base units.</summary>
    public static Refused? Goods(WarehouseState state, SkuKey key, long quantity, UnitName unit, out Quantity baseUnits)
    {
        baseUnits = Quantity.Zero;
        if (quantity is <= 0 or > Limits.QuantityMax)
        {
            return Refused.Because(
                Refusal.InvalidQuantity, $"Quantity {quantity} is not between 1 and {Limits.QuantityMax}.", ("quantity", quantity), ("min", 1), ("max", Limits.QuantityMax));
        }

        if (state.FindItem(key) is not { } item)
        {
            return Refused.Because(Refusal.UnknownSku, $"SKU {key.Sku} was never defined for {key.Owner}. Define the item first; upper and lower case differ.", ("sku", key.Sku));
        }

        if (!item.IsGoods)
        {
            return Refused.Because(Refusal.NotGoods, $"{key.Sku} ({item.Description}) is not goods: it can be neither ordered nor received.", ("sku", key.Sku));
        }

        if (item.Factor(unit) is not { } factor)
        {
            string known = string.Join(", ", item.Units.Select(u => u.Name.Value).Prepend(Item.Each.Value));
            return Refused.Because(Refusal.UnknownUnit, $"SKU {key.Sku} has no unit {unit}. Known units: {known}.", ("unit", unit), ("known_units", known));
        }

        if (quantity > Limits.QuantityMax / factor)
        {
            return Refused.Because(
                Refusal.InvalidQuantity, $"{quantity} {unit} of {factor} are more than {Limits.QuantityMax} base units.",
                ("quantity", quantity), ("max", Limits.QuantityMax / factor));
        }

        baseUnits = new Quantity(quantity * factor);
        return null;
    }

    /// <summary>
    /// What a scan is about. A barcode stands for SKU and unit; where they are named beside it, it must agree with them.
    /// </summary>
    public static Refused? Scanned(WarehouseState state, ref SkuKey item, ref UnitName unit, Gtin? gtin)
    {
        if (gtin is not { } code)
        {
            return null;
        }

        if (state.FindBarcode(item.Owner, code) is not { } known)
        {
            return Refused.Because(Refusal.UnknownGtin, $"No item of {item.Owner} carries the barcode {code}. Define it with the item, or name the SKU.", ("gtin", code));
        }

        if (item.Sku.Value.Length > 0 && item.Sku != known.Item.Sku)
        {
            return Refused.Because(
                Refusal.WrongItem, $"Barcode {code} is {known.Item.Sku}, not {item.Sku}.", ("gtin", code), ("sku", item.Sku), ("scanned_sku", known.Item.Sku));
        }

        UnitName scanned = known.Unit.Value.Length > 0 ? known.Unit : Item.Each;
        if (unit.Value.Length > 0 && unit != scanned)
        {
            return Refused.Because(
                Refusal.WrongItem, $"Barcode {code} is a unit '{scanned}' of {known.Item.Sku}, not '{unit}'.", ("gtin", code), ("unit", unit), ("scanned_unit", scanned));
        }

        (item, unit) = (known.Item, scanned);
        return null;
    }

    /// <summary>Looks up an order of the owner that asks; another owner's order is not there.</summary>
    public static Refused? Order(WarehouseState state, OrderKey key, out OrderData order)
    {
        order = state.FindOrder(key)!;
        return order is null ? Refused.Because(Refusal.UnknownOrder, $"{key.Owner} has no order {key.OrderNo} here.", ("order_no", key.OrderNo)) : null;
    }

    /// <summary>The same, and something must still be left to do on it.</summary>
    public static Refused? OpenOrder(WarehouseState state, OrderKey key, out OrderData order) => Order(state, key, out order)
        ?? (order.IsClosed ? Refused.Because(Refusal.OrderClosed, $"Order {key.OrderNo} is finished: nothing of it can be changed.", ("order_no", key.OrderNo)) : null);

    /// <summary>Looks up the named lines of an order; all of them when none is named.</summary>
    public static Refused? Lines(OrderData order, IReadOnlyList<int> lineNos, out IReadOnlyList<BackorderLine> lines)
    {
        List<BackorderLine> found = [];
        lines = found;
        foreach (int lineNo in lineNos)
        {
            if (order.Find(lineNo) is not { } line)
            {
                string known = string.Join(", ", order.Lines.Take(20).Select(l => l.Key.LineNo));
                return Refused.Because(Refusal.UnknownLine, $"Order {order.Key.OrderNo} has no line {lineNo}. Its first lines: {known}.", ("line_no", lineNo));
            }

            if (!found.Contains(line))
            {
                found.Add(line);
            }
        }

        found.AddRange(lineNos.Count == 0 ? order.Lines : []);
        return null;
    }

    public static Refused? Door(WarehouseState state, DoorId door) => state.Doors.Contains(door)
        ? null
        : Refused.Because(Refusal.UnknownDoor, $"Door {door} is not one of this warehouse's: {string.Join(", ", state.Doors)}.", ("door", door));

    /// <summary>The same, and goods can come in there now.</summary>
    public static Refused? OpenDoor(WarehouseState state, DoorId door) => Door(state, door) ?? (state.IsOpen(door)
        ? null
        : Refused.Because(
            Refusal.DoorClosed, $"Door {door} is closed. Scan at an open one: {string.Join(", ", state.Doors.Where(state.IsOpen))}.", ("door", door)));

    public static Refused? Lane(WarehouseState state, LaneId lane) => state.Lanes.Contains(lane)
        ? null
        : Refused.Because(Refusal.UnknownLane, $"Lane {lane} is not one of this warehouse's: {string.Join(", ", state.Lanes)}.", ("lane", lane));

    public static Refused? Reason(ReasonCode reason) => reason != ReasonCode.Unspecified && Enum.IsDefined(reason)
        ? null
        : Refused.Because(Refusal.InvalidValue, "A reason is required, so that the change can be explained later.", ("reason", (int)reason));

    public static Refused? Cause(PromiseCause cause) => Enum.IsDefined(cause)
        ? null
        : Refused.Because(
            Refusal.InvalidValue,
            $"Cause {(int)cause} is not known. It is one of {string.Join(", ", Enum.GetValues<PromiseCause>().Select(c => ListedName.Of(c)))}; "
                + $"{ListedName.Of(PromiseCause.None)} is worked out from the change.",
            ("field", "cause"), ("cause", (int)cause));

    public static Refused? Text(string name, string text) => text.Length <= Limits.TextMax && !text.Any(char.IsControl)
        ? null
        : Refused.Because(
            Refusal.InvalidText, $"{name} must be at most {Limits.TextMax} characters without control characters; it has {text.Length}.", ("field", name), ("max", Limits.TextMax));

    public static Refused? Count(string name, int count, int max) => count >= 1 && count <= max
        ? null
        : Refused.Because(Refusal.InvalidCount, $"Between 1 and {max} {name} can be named at once; here are {count}.", ("count", count), ("max", max));
}
