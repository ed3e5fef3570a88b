using System.Text;
using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Simulation;

/// <summary>What the people and machines around one warehouse do.</summary>
internal sealed class Workload(SeededRandom random)
{
    public static readonly WarehouseId Warehouse = new("SIM");
    private static readonly OwnerId owner = new("ACME");
    private static readonly DeviceId device = new("SCAN-1");
    private static readonly StationId station = new("PACK-1");
    private static readonly Sku[] skus = [new("A"), new("B"), new("C")];
    private int made;

    public static Command Items => new DefineItems(owner, [.. skus.Select(s => new Item(s, s.Value, true, []))]);

    public CommandRequest Next()
    {
        int number = ++made;
        Sku sku = random.Pick(skus);
        int quantity = random.Next(1, 12);
        return random.Next(10) switch
        {
            < 4 => Request(
                CommandKey.ForScan(owner, device, new($"{number}")),
                new Receive(new(owner, sku), quantity, default, new(device, new($"{number}")), new("D1"), null, string.Empty, Quality.Usable, default)),
            < 7 => Request(
                CommandKey.ForOrder(owner, new($"{number}")),
                new SubmitOrder(new(owner, new($"{number}")), new OrderTerms { ShipMode = (ShipMode)random.Next(1, 4) }, Lines(quantity), false)),
            7 => Request(Key(number), new PullTasks(station, null, random.Next(1, 5))),
            8 => Request(Key(number), new ReverseReceipt(owner, new(device, new($"{random.Next(1, number + 1)}")), ReasonCode.WrongScan)),
            _ => Request(Key(number), new CancelOrder(new(owner, new($"{random.Next(1, number + 1)}")), [], ReasonCode.CustomerRequest)),
        };
    }

    private static CommandKey Key(int number) => CommandKey.ForRequest(owner, $"{number}");

    private static CommandRequest Request(CommandKey key, Command command) =>
        new(Warehouse, key, CommandDigest.Of(Encoding.UTF8.GetBytes(key.ToString())), "simulation", command);

    private RequestedLine[] Lines(int quantity) =>
        [.. Enumerable.Range(1, random.Next(1, 4)).Select(n => new RequestedLine(n, skus[n - 1], quantity, default, 0, 0))];
}
