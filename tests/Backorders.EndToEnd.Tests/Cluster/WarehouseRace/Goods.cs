using System.Text;
using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.EndToEnd.Tests.Cluster.WarehouseRace;

/// <summary>What the callers of a race send. The content follows from the number alone, so that two owners' callers may send the same command.</summary>
internal static class Goods
{
    public static readonly DoorId Door = new("D1");
    private static readonly OwnerId owner = new("ACME");
    private static readonly DeviceId device = new("SCAN-1");
    private static readonly Sku[] skus = [new("A"), new("B"), new("C")];

    public static CommandRequest Items(WarehouseId warehouse) =>
        new(warehouse, CommandKey.None, CommandDigest.None, "race", new DefineItems(owner, [.. skus.Select(s => new Item(s, s.Value, true, []))]));

    public static CommandRequest Scan(WarehouseId warehouse, string number) => new(
        warehouse, CommandKey.ForScan(owner, device, new(number)), Digest(number), "race",
        new Receive(new(owner, SkuOf(number)), 1 + (number.Length % 5), default, new(device, new(number)), Door, null, string.Empty, Quality.Usable, default));

    public static CommandRequest Order(WarehouseId warehouse, string number) => new(
        warehouse, CommandKey.ForOrder(owner, new(number)), Digest(number), "race",
        new SubmitOrder(new(owner, new(number)), new OrderTerms { Customer = "C" }, [new(1, SkuOf(number), 1 + (number.Length % 7), default, 0, 0)], false));

    private static Sku SkuOf(string number) => skus[number[^1] % skus.Length];

    private static CommandDigest Digest(string number) => CommandDigest.Of(Encoding.UTF8.GetBytes(number));
}
