using Backorders.Domain.Ids;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Checks;

/// <summary>Serial numbers: as many as units, each once in the building, and only those in hand that stand in stock.</summary>
internal static class SerialCheck
{
    private static readonly IReadOnlyList<Serial> None = [];

    /// <summary>Units that arrive. One that was shipped comes back as a return and in no other way.</summary>
    public static Refused? Arriving(WarehouseState state, SkuKey item, Quantity units, IReadOnlyList<Serial> serials, bool isReturn) =>
        Complete(state, item, units, serials) ?? Each(state, item, serials, serial => state.FindSerial(item, serial) switch
        {
            null => null,
            { IsShipped: true } when isReturn => null,
            { IsShipped: true } known => Taken(serial, $"Serial {serial} of {item.Sku} was shipped with task {known.Task!.Id}. Receive it as a return."),
            { } known => Taken(serial, $"Serial {serial} of {item.Sku} stands in the building since {known.At}, receipt {known.Receipt}."),
        });

    /// <summary>Units that somebody has in hand: they must stand in stock, and be no other task's.</summary>
    public static Refused? InStock(WarehouseState state, SkuKey item, Quantity units, IReadOnlyList<Serial> serials) =>
        Complete(state, item, units, serials) ?? Each(state, item, serials, serial => state.FindSerial(item, serial) switch
        {
            null => Refused.Because(Refusal.UnknownSerial, $"Serial {serial} of {item.Sku} was never received here.", ("serial", serial), ("sku", item.Sku)),
            { Task: { } task } => Taken(serial, $"Serial {serial} of {item.Sku} is in the hands of task {task.Id} ({ListedName.Of(task.State)}).", ("task_id", task.Id)),
            _ => null,
        });

    /// <summary>What is kept of the numbers: nothing for an item that is not serial-controlled.</summary>
    public static IReadOnlyList<Serial> Kept(WarehouseState state, SkuKey item, IReadOnlyList<Serial> serials) =>
        state.FindItem(item) is { IsSerialControlled: true } ? serials : None;

    private static Refused? Complete(WarehouseState state, SkuKey item, Quantity units, IReadOnlyList<Serial> serials)
    {
        if (state.FindItem(item) is not { IsSerialControlled: true } || (serials.Count == units.Units && serials.Distinct().Count() == serials.Count))
        {
            return null;
        }

        return Refused.Because(
            Refusal.SerialsRequired, $"{item.Sku} is serial-controlled: {units} units need {units} different serial numbers; here are {serials.Distinct().Count()}.",
            ("sku", item.Sku), ("quantity", units), ("serials", serials.Distinct().Count()));
    }

    private static Refused? Each(WarehouseState state, SkuKey item, IReadOnlyList<Serial> serials, Func<Serial, Refused?> check)
    {
        foreach (Serial serial in Kept(state, item, serials))
        {
            if (check(serial) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    private static Refused Taken(Serial serial, string message, params (string Name, object? Value)[] details) =>
        Refused.Because(Refusal.SerialTaken, message, [("serial", serial), .. details]);
}
