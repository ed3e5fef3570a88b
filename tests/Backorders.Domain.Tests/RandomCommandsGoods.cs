using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>
/// Completes drawn commands for the items that are told apart: L by lot and expiry, T by serial number. Mostly as it should be, sometimes not.
/// </summary>
internal sealed class RandomGoods(Random random, Scenario s)
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));

    private readonly List<Serial> serials = [];

    public Command Complete(Command command) => command switch
    {
        Receive c => AnyLot() is var (lot, expiry) ? c with { Lot = lot, Expiry = expiry, Serials = Arriving(c.Item, c.Quantity) } : c,
        ReceiveReturn c => AnyLot() is var (lot, expiry) ? c with { Lot = lot, Expiry = expiry, Serials = Arriving(c.Item, c.Quantity) } : c,
        CountStock c => AnyLot() is var (lot, expiry)
            ? c with { Lot = lot, Expiry = expiry, Serials = c.Difference > 0 ? Arriving(c.Item, c.Difference) : Here(c.Item, -c.Difference) }
            : c,
        SetQuality c => c with { Lot = AnyLot().No },
        DisposeUnits c => c with { Lot = AnyLot().No, Serials = Here(c.Item, c.Quantity) },
        ConfirmPick c => c with { Serials = Here(ItemOf(c.Lease), c.Quantity) },
        ReportShort c => c with { Serials = Here(ItemOf(c.Lease), c.Picked) },
        SubmitOrder c => c with { Lines = [.. c.Lines.Select(Demanding)] },
        _ => command,
    };

    /// <summary>A recall, or its end.</summary>
    public Command Recall() => random.Next(2) == 0
        ? new RecallLot(Scenario.Item("L"), AnyLot().No, null, ReasonCode.Recall)
        : new ReleaseLot(Scenario.Item("L"), AnyLot().No, null, ReasonCode.Recall);

    private RequestedLine Demanding(RequestedLine line) => line.Sku.Value != "L" || random.Next(3) > 0
        ? line
        : line with { Lot = random.Next(2) == 0 ? AnyLot().No : default, MinRemainingDays = random.Next(2) == 0 ? random.Next(12) : null };

    /// <summary>One of the lots that are made about now. Each has one expiry.</summary>
    private (LotNo No, DateOnly Expiry) AnyLot()
    {
        int day = (int)(s.Now - Start).TotalDays;
        int number = Math.Max(0, (day / 4) - random.Next(4));
        return (new LotNo($"X{number}"), new DateOnly(2026, 3, 2).AddDays((number * 4) + 9));
    }

    private SkuKey ItemOf(Lease lease) => s.Warehouse.GetTask(lease.Task)?.Item ?? Scenario.Item("A");

    private List<Serial> Arriving(SkuKey item, long count)
    {
        List<Serial> arriving = [];
        for (int i = 0; i < count && item.Sku.Value == "T"; i++)
        {
            bool again = serials.Count > 0 && random.Next(12) == 0;
            arriving.Add(again ? serials[random.Next(serials.Count)] : new Serial($"T{serials.Count}"));
            if (!again)
            {
                serials.Add(arriving[^1]);
            }
        }

        return arriving;
    }

    private List<Serial> Here(SkuKey item, long count) => item.Sku.Value != "T" || count <= 0
        ? []
        : [.. serials.Where(n => s.Warehouse.TraceSerial(item, n) is { Task: null }).OrderBy(_ => random.Next()).Take((int)count)];
}
