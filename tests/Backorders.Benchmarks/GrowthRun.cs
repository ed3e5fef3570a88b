using System.Diagnostics;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Benchmarks;

/// <summary>What one command costs while more and more lines wait for the same SKU: tenfold lines must not mean tenfold time, unless tenfold is done.</summary>
internal static class GrowthRun
{
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    private static readonly (string Name, Func<int, Action> Make)[] Commands =
    [
        ("first look at a queue after all were submitted", n => Fill(n, looked: false) is var b ? () => b.Receive(0, 1) : null!),
        ("submit one line", n => Fill(n) is var b ? () => b.Submit(0, 1) : null!),
        ("receipt of 12", n => Fill(n) is var b ? () => b.Receive(0, 12) : null!),
        ("receipt of 12 of another SKU", n => Fill(n) is var b ? () => b.Receive(1, 12) : null!),
        ("spread 2,000 in proportion over all", n => Spread(n) is var b ? () => b.Receive(0, 2_000) : null!),
        ("receipt of 12 for orders that ship complete", n => Complete(n) is var b ? () => b.Receive(0, 12) : null!),
        ("100 such orders served behind as many that cannot", n => Behind(n) is var b ? () => b.Receive(0, 100) : null!),
        ("reverse a receipt of 12", n => Received(n, 12) is var b ? b.ReverseLastReceipt : null!),
        ("announce 12, no line planned", n => Fill(n) is var b ? () => b.Announce("ASN-1", 0, 12) : null!),
        ("announce as many as wait", n => Fill(n) is var b ? () => b.Announce("ASN-1", 0, n) : null!),
        ("first look after all got a promise", n => Announced(n, looked: false) is var b ? () => b.Receive(0, 1) : null!),
        ("receive 12 of as many announced", n => Announced(n) is var b ? () => b.Receive(0, 12, "ASN-1") : null!),
        ("submit one line behind as many planned", n => Announced(n) is var b ? () => b.Submit(0, 1) : null!),
        ("cancel one order", n => Fill(n) is var b ? () => b.Do(new CancelOrder(Building.OrderNo(n / 2), [], ReasonCode.CustomerRequest)) : null!),
        ("cancel one order, all planned", n => Announced(n) is var b ? () => b.Do(new CancelOrder(Building.OrderNo(n / 2), [], ReasonCode.CustomerRequest)) : null!),
        ("give all away in one receipt", n => Fill(n) is var b ? () => b.Receive(0, n) : null!),
        ("reverse a receipt of all", n => Received(n, n) is var b ? b.ReverseLastReceipt : null!),
        ("pull 10 of as many tasks", n => Received(n, n) is var b ? () => b.Pull("P1", 10) : null!),
        ("explain the last line", n => Fill(n) is var b ? () => b.Warehouse.Explain(new LineKey(Building.OrderNo(n), 1), b.Now) : null!),
        ("availability", n => Announced(n) is var b ? () => b.Warehouse.GetAvailability(Building.ItemNo(0), b.Now) : null!),
        ("figures", n => Fill(n) is var b ? () => b.Warehouse.GetFigures() : null!),
        ("let 8 days pass, then receive 1", n => Fill(n) is var b ? () => Advance(b) : null!),
    ];

    public static void Print(TextWriter to)
    {
        QuickRun.PrintMachine(to);
        to.WriteLine($"{"one command, by lines that wait for the SKU",-52} {string.Join(' ', Sizes.Select(s => $"{s,12:N0}"))}");
        foreach ((string name, Func<int, Action> make) in Commands)
        {
            Once(make(Sizes[0]));
            to.WriteLine($"{name,-52} {string.Join(' ', Sizes.Select(size => $"{QuickRun.Time(Best(make, size)),12}"))}");
        }
    }

    private static TimeSpan Best(Func<int, Action> make, int size) => Enumerable.Range(0, size > 10_000 ? 2 : 3).Min(_ => Once(make(size)));

    private static TimeSpan Once(Action command)
    {
        GC.Collect();
        long began = Stopwatch.GetTimestamp();
        command();
        return Stopwatch.GetElapsedTime(began);
    }

    private static void Advance(Building building)
    {
        building.Pass(TimeSpan.FromDays(8));
        building.Do(new AdvanceTime());
        building.Receive(0, 1);
    }

    /// <summary>Lines are ranked when somebody looks at the queue; <paramref name="looked"/> does that before the measurement.</summary>
    private static Building Fill(int lines, ShipMode mode = ShipMode.ShipAvailable, bool looked = true)
    {
        Building building = new(2);
        for (int i = 0; i < lines; i++)
        {
            building.Submit(0, mode == ShipMode.OrderComplete ? 2 : 1, mode);
        }

        if (looked)
        {
            building.Receive(0, 1);
        }

        return building;
    }

    private static Building Spread(int lines)
    {
        Building building = Fill(lines);
        building.Do(new SetPolicy(Policy.Default with { Distribution = DistributionMode.FairShare }));
        building.Receive(0, 1);
        return building;
    }

    private static Building Complete(int lines) => Fill(lines, ShipMode.OrderComplete);

    /// <summary>Orders of two items, one of which is not there, stand before a hundred that could ship at once.</summary>
    private static Building Behind(int lines)
    {
        Building building = new(2);
        for (int i = 0; i < lines + 100; i++)
        {
            building.Submit(0, i < lines ? 2 : 1, ShipMode.OrderComplete, tier: i < lines ? 9 : 0);
        }

        building.Receive(0, 1);
        return building;
    }

    private static Building Received(int lines, long units)
    {
        Building building = Fill(lines);
        building.Receive(0, units);
        return building;
    }

    private static Building Announced(int lines, bool looked = true)
    {
        Building building = Fill(lines);
        building.Announce("ASN-1", 0, lines);
        if (looked)
        {
            building.Receive(0, 1, "ASN-1");
        }

        return building;
    }
}
