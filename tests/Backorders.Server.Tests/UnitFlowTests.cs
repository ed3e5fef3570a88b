using Backorders.Actors.Port;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Orders;
using Backorders.Server.Mapping.Receiving;
using Backorders.Testing;

namespace Backorders.Server.Tests;

/// <summary>Over random histories, the answer to a scanner accounts for every unit of the scan.</summary>
public sealed class UnitFlowTests
{
    private static readonly OwnerId Owner = new("ACME");
    private static readonly Sku[] Skus = [new("A"), new("B"), new("C")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Receive_WhateverHappensToTheUnits_TheDispositionsAddUpToTheScan(ulong seed)
    {
        SeededRandom random = new(seed);
        Warehouse warehouse = Open();
        Instant now = new(1_700_000_000_000_000);
        int held = 0;
        int released = 0;
        for (int step = 1; step <= 3_000; step++)
        {
            now += TimeSpan.FromSeconds(random.Next(0, 4_000));
            Command command = warehouse.NextDue <= now ? new AdvanceTime() : Any(random, step, now);
            Turn turn = warehouse.Execute(command, now);
            if (turn.Refused is null && command is Receive)
            {
                V1.ReceiveResponse answer = ReceivingAnswers.Receive(new CommandOutcome(null, turn.Events, now, step, false));
                Assert.True(answer.Quantity == answer.Dispositions.Sum(d => d.Quantity), $"{random}, step {step}: {answer}\n{string.Join('\n', turn.Events)}");
                held += answer.Dispositions.Count(d => d.What == V1.Disposition.Types.What.Held);
                released += answer.Released.Count;
                Assert.All(answer.Dispositions.Concat(answer.Released), d => Assert.True(d.Quantity > 0, $"{random}, step {step}: {answer}"));
            }
            else if (turn.Refused is null && command is SubmitOrder)
            {
                V1.SubmitOrderResponse answer = OrderAnswers.Submit(new CommandOutcome(null, turn.Events, now, step, false));
                Assert.All(answer.Lines, l => Assert.True(
                    l.Waiting >= 0 && l.Quantity == l.Allocated + l.Held + l.Waiting, $"{random}, step {step}: {answer}\n{string.Join('\n', turn.Events)}"));
            }
        }

        Assert.True(held > 0 && released > 0, $"{random}: {held} holds and {released} released tasks: the history proves too little.");
        Assert.Empty(warehouse.CheckInvariants(now));
    }

    private static Warehouse Open()
    {
        Warehouse warehouse = new(new WarehouseId("MAIN"));
        Instant start = new(1_600_000_000_000_000);
        warehouse.Execute(new OpenWarehouse("Etc/UTC", [new DoorId("D1")], [new LaneId("L1"), new LaneId("L2")]), start);
        warehouse.Execute(new DefineItems(Owner, [.. Skus.Select(s => new Item(s, string.Empty, true, []))]), start);
        return warehouse;
    }

    private static Command Any(SeededRandom random, int step, Instant now)
    {
        OrderKey some = new(Owner, new OrderNo($"O{random.Next(Math.Max(1, step - 200), step + 1)}"));
        ScanKey scan = new(new DeviceId("d"), new ScanId($"{step}"));
        SkuKey item = new(Owner, random.Pick(Skus));
        return random.Next(20) switch
        {
            < 7 => new Receive(item, random.Next(1, 30), default, scan, new DoorId("D1"), null, string.Empty, random.Percent(90) ? Quality.Usable : Quality.QcHold, now),
            < 14 => Submit(random, step),
            14 => new CancelOrder(some, [], ReasonCode.CustomerRequest),
            15 => new ReverseReceipt(Owner, new ScanKey(new DeviceId("d"), new ScanId($"{random.Next(Math.Max(1, step - 50), step + 1)}")), ReasonCode.WrongScan),
            16 => new HoldOrder(some, ReasonCode.Credit),
            17 => new ReleaseOrder(some),
            18 => new CountStock(item, random.Next(0, 20), 0, ReasonCode.CountDifference, scan),
            _ => new AnnounceShipment(
                new AsnKey(Owner, new AsnNo($"N{step}")), string.Empty, now + TimeSpan.FromDays(random.Next(0, 3)), null,
                [.. Skus.Select(s => new RequestedSupply(s, random.Next(1, 40), default))]),
        };
    }

    private static SubmitOrder Submit(SeededRandom random, int step)
    {
        OrderTerms terms = new() { Tier = random.Next(10), ShipMode = (ShipMode)random.Next(1, 4) };
        RequestedLine[] lines = [.. Enumerable.Range(1, random.Next(1, 5)).Select(no => new RequestedLine(no, random.Pick(Skus), random.Next(1, 12), default, 0, 0))];
        return new SubmitOrder(new OrderKey(Owner, new OrderNo($"O{step}")), terms, lines, false);
    }
}
