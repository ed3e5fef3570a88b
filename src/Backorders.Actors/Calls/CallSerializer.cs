using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Google.Protobuf;
using Forms = Backorders.Nodes.V1;

namespace Backorders.Actors.Calls;

/// <summary>What links and gateways of different nodes say to each other, in the form of <c>protos/backorders/nodes/v1/calls.proto</c>.</summary>
/// <param name="system">The actor system that it serves.</param>
internal sealed class CallSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Its number among Akka's serializers: above those that Akka keeps for itself, and never another's.</summary>
    public const int Number = 1_121;

    /// <inheritdoc/>
    public override int Identifier => Number;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        Meet => "meet",
        Met => "met",
        Passed => "passed",
        Answered => "answered",
        Listen => "listen",
        Durable => "durable",
        _ => throw Unknown(o),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => (obj switch
    {
        Meet meet => new Forms.Meet { Warehouse = meet.Warehouse.Value, Meeting = meet.Meeting },
        Met met => new Forms.Met { Meeting = met.Meeting, Last = met.Last, Pending = met.Pending },
        Passed passed => Form(passed),
        Answered answered => Form(answered),
        Listen listen => new Forms.Listen { Meeting = listen.Meeting },
        Durable durable => new Forms.Durable { Meeting = durable.Meeting, UpTo = durable.UpTo },
        _ => (IMessage?)null ?? throw Unknown(obj),
    }).ToByteArray();

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The bytes are none of this version's.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                "meet" => Read(Forms.Meet.Parser.ParseFrom(bytes)),
                "met" => Read(Forms.Met.Parser.ParseFrom(bytes)),
                "passed" => Read(Forms.Passed.Parser.ParseFrom(bytes)),
                "answered" => Read(Forms.Answered.Parser.ParseFrom(bytes)),
                "listen" => new Listen(Forms.Listen.Parser.ParseFrom(bytes).Meeting),
                "durable" => Read(Forms.Durable.Parser.ParseFrom(bytes)),
                _ => throw new SerializationException($"The manifest '{manifest}' is not known to this version: the other node runs a later program."),
            };
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new SerializationException($"These bytes are no '{manifest}'.", e);
        }
    }

    private static Meet Read(Forms.Meet m) => new(Warehouse(m.Warehouse), m.Meeting);

    private static Met Read(Forms.Met m) => new(m.Meeting, m.Last, m.Pending);

    private static Durable Read(Forms.Durable m) => new(m.Meeting, m.UpTo);

    private static Passed Read(Forms.Passed m)
    {
        Forms.Rights rights = m.Rights ?? throw new SerializationException("A call that was passed on says nothing of what its caller may do.");
        CallerRights caller = new(
            rights.KeyId, rights.Owner.Length == 0 ? null : OwnerId.TryCreate(rights.Owner, out OwnerId owner) ? owner : throw Bad(rights.Owner),
            rights.Roles, [.. rights.Warehouses.Select(Warehouse)]) { Address = AddressBytes.Read(rights.Address) };
        return new(m.Meeting, m.Number, m.After, new WarehouseRequest(m.Warehouse.Length == 0 ? default : Warehouse(m.Warehouse), m.Method, m.Message, caller, m.Scope));
    }

    private static Answered Read(Forms.Answered m) => new(
        m.Meeting, m.Number,
        new WarehouseAnswer(m.HasMessage ? m.Message : null, m.Status, m.Detail, m.RichStatus.IsEmpty ? null : m.RichStatus.ToByteArray(), m.Moved));

    private static Forms.Passed Form(Passed passed)
    {
        WarehouseRequest request = passed.Request;
        return new()
        {
            Warehouse = request.Warehouse.Value ?? string.Empty, Meeting = passed.Meeting, Number = passed.Number, After = passed.After, Method = request.Method,
            Message = Bytes(request.Message), Scope = request.Scope,
            Rights = new()
            {
                KeyId = request.Rights.KeyId, Owner = request.Rights.Owner?.Value ?? string.Empty, Roles = request.Rights.Roles,
                Warehouses = { request.Rights.Warehouses.Select(w => w.Value) }, Address = AddressBytes.Of(request.Rights.Address),
            },
        };
    }

    private static Forms.Answered Form(Answered answered)
    {
        WarehouseAnswer answer = answered.Answer;
        Forms.Answered form = new() { Meeting = answered.Meeting, Number = answered.Number, Status = answer.Status, Detail = answer.Detail, Moved = answer.IsMoved };
        if (answer.Message is not null)
        {
            form.Message = Bytes(answer.Message);
        }

        if (answer.RichStatus is not null)
        {
            form.RichStatus = UnsafeByteOperations.UnsafeWrap(answer.RichStatus);
        }

        return form;
    }

    private static ByteString Bytes(object message) => message switch
    {
        ByteString bytes => bytes,
        IMessage form => form.ToByteString(),
        _ => throw new ArgumentException($"{message.GetType()} is no message of the public contract.", nameof(message)),
    };

    private static WarehouseId Warehouse(string text) => WarehouseId.TryCreate(text, out WarehouseId id) ? id : throw Bad(text);

    private static SerializationException Bad(string text) => new($"'{text}' is no name that a node of this program would send.");

    private static ArgumentException Unknown(object o) => new($"{o.GetType()} is not sent from node to node by links.", nameof(o));
}
