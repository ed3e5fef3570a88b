using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Google.Protobuf;

namespace Backorders.Actors.Stations;

/// <summary>Messages between stations' streams and warehouses as bytes and back: <c>protos/backorders/nodes/v1/stations.proto</c>.</summary>
/// <param name="system">The actor system that it serves.</param>
internal sealed class StationSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string takeSeat = "take-seat";
    private const string noted = "noted";
    private const string takenOver = "taken-over";
    private const string inUse = "in-use";
    private const string seated = "seated";
    private const string offered = "offered";

    /// <summary>Binds it to its messages.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor {
          serializers.backorders-stations = "{{typeof(StationSerializer).FullName}}, {{typeof(StationSerializer).Assembly.GetName().Name}}"
          serialization-bindings { "{{typeof(IStationMessage).FullName}}, {{typeof(IStationMessage).Assembly.GetName().Name}}" = backorders-stations }
        }
        """);

    /// <inheritdoc/>
    public override int Identifier => 1010;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        TakeSeat => takeSeat,
        SeatNoted => noted,
        SeatTakenOver => takenOver,
        SeatInUse => inUse,
        Seated => seated,
        Offered => offered,
        _ => throw Unknown(o),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => ToWire(obj).ToByteArray();

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is not one of this version's, or the bytes are not what it says.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                takeSeat => FromWire(Wire.TakeSeat.Parser.ParseFrom(bytes)),
                noted => FromWire(Wire.SeatNoted.Parser.ParseFrom(bytes)),
                takenOver => SeatTakenOver.Instance,
                inUse => SeatInUse.Instance,
                seated => FromWire(Wire.Seated.Parser.ParseFrom(bytes)),
                offered => FromWire(Wire.Offered.Parser.ParseFrom(bytes)),
                _ => throw new SerializationException($"The manifest '{manifest}' is not known to this version: the other node is of a later one."),
            };
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new SerializationException($"The bytes are not a message '{manifest}': {e.Message}", e);
        }
    }

    private static IMessage ToWire(object message)
    {
        switch (message)
        {
            case TakeSeat m:
                Wire.TakeSeat seat = new()
                {
                    Warehouse = m.Warehouse.Value, Station = m.Station.Value, Actor = m.Actor, Capacity = m.Capacity, Round = m.Round, OpenedAt = m.OpenedAt.UnixMicroseconds,
                };
                if (m.Owner is { } owner)
                {
                    seat.Owner = owner.Value;
                }

                return seat;
            case SeatNoted m:
                return new Wire.SeatNoted { Round = m.Round, Told = m.Told };
            case SeatTakenOver:
                return new Wire.SeatTakenOver();
            case SeatInUse:
                return new Wire.SeatInUse();
            case Seated m:
                return new Wire.Seated { Round = m.Round, Number = m.Number, LeaseSeconds = m.LeaseSeconds, Held = { m.Held.Select(SeatForms.ToWire) } };
            case Offered m:
                return new Wire.Offered
                {
                    Round = m.Round, Number = m.Number, Seq = m.Seq, Turn = UnsafeByteOperations.UnsafeWrap(m.Turn), Tasks = { m.Tasks.Select(SeatForms.ToWire) },
                };
            default:
                throw Unknown(message);
        }
    }

    private static TakeSeat FromWire(Wire.TakeSeat m) => new(
        WarehouseId.FromTrusted(m.Warehouse), StationId.FromTrusted(m.Station), m.HasOwner ? OwnerId.FromTrusted(m.Owner) : null, m.Actor, m.Capacity, m.Round,
        new Instant(m.OpenedAt));

    private static SeatNoted FromWire(Wire.SeatNoted m) => new(m.Round, m.Told);

    private static Seated FromWire(Wire.Seated m) => new(m.Round, m.Number, m.LeaseSeconds, SeatForms.FromWire(m.Held));

    private static Offered FromWire(Wire.Offered m) => new(m.Round, m.Number, m.Seq, m.Turn.Memory, SeatForms.FromWire(m.Tasks));

    private static ArgumentException Unknown(object o) => new($"{o.GetType()} is not said between stations and warehouses.", nameof(o));
}
