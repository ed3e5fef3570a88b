using System.Buffers.Binary;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>Asks a warehouse's counter to count one.</summary>
internal sealed record Count(WarehouseId Warehouse) : IWarehouseMessage;

/// <summary>Its answer.</summary>
/// <param name="Node">Where it counts.</param>
/// <param name="Total">How often it has counted since it was made.</param>
internal sealed record Counted(string Node, int Total);

/// <summary>A message without content but size.</summary>
internal sealed record Bulk(WarehouseId Warehouse, byte[] Bytes) : IWarehouseMessage;

/// <summary>
/// The entity of these tests: it counts in memory, and says in the order in which they came that it was asked to hand off and that it stopped.
/// </summary>
internal sealed class Counter : ReceiveActor
{
    private int total;

    public Counter(Action<string>? tell)
    {
        string self = Akka.Cluster.Cluster.Get(Context.System).SelfAddress.ToString();
        Receive<Count>(_ => Sender.Tell(new Counted(self, ++total)));
        Receive<Bulk>(bulk => Sender.Tell(new Counted(self, bulk.Bytes.Length)));
        Receive<HandOff>(_ =>
        {
            tell?.Invoke($"hand-off {Self.Path.Name} at {total}");
            Context.Stop(Self);
        });
    }

    public static WarehouseRegion Region(Action<string>? tell = null) => new("counter", (_, _) => Props.Create(() => new Counter(tell)));
}

/// <summary>What of these tests crosses nodes.</summary>
internal sealed class CountingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 9001;

    public override string Manifest(object o) => o.GetType().Name;

    public override byte[] ToBinary(object obj) => obj switch
    {
        Count count => Encoding.UTF8.GetBytes(count.Warehouse.Value),
        Bulk bulk => bulk.Bytes,
        Counted counted => [.. Int(counted.Total), .. Encoding.UTF8.GetBytes(counted.Node)],
        _ => throw new ArgumentException(obj.ToString()),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        nameof(Count) => new Count(new WarehouseId(Encoding.UTF8.GetString(bytes))),
        nameof(Bulk) => new Bulk(new WarehouseId("BULK"), bytes),
        nameof(Counted) => new Counted(Encoding.UTF8.GetString(bytes.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        _ => throw new ArgumentException(manifest),
    };

    private static byte[] Int(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
