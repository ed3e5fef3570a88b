using System.Net;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using Backorders.Actors.Calls;
using Backorders.Actors.Port;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Actors.Tests.Calls;

/// <summary>What links and gateways say to each other comes out of the bytes as it went in; public messages come out as their bytes.</summary>
public sealed class CallSerializerTests : TestKit
{
    private static readonly CallerRights rights = new("key-1", new("ACME"), 9, [new("W1"), new("W2")]) { Address = IPAddress.Parse("10.1.2.3") };

    private readonly CallSerializer serializer;

    public CallSerializerTests() => serializer = new((ExtendedActorSystem)Sys);

    [Fact]
    public void Words_WithoutACall()
    {
        Assert.Equal(new Meet(new("W1"), 3), Back(new Meet(new("W1"), 3)));
        Assert.Equal(new Met(3, 17, 2), Back(new Met(3, 17, 2)));
        Assert.Equal(new Listen(3), Back(new Listen(3)));
        Assert.Equal(new Durable(3, 99), Back(new Durable(3, 99)));
    }

    [Fact]
    public void Passed_CarriesTheMessagesBytes_AndWhoMayWhat()
    {
        StringValue message = new() { Value = "hello" };

        Passed read = Back(new Passed(1, 5, 4, new WarehouseRequest(new("W1"), "/service/Method", message, rights, "PACK-1")));

        Assert.Equal((1L, 5L, 4L, "W1", "/service/Method", "PACK-1"), (read.Meeting, read.Number, read.After, read.Request.Warehouse.Value, read.Request.Method, read.Request.Scope));
        Assert.Equal(message, StringValue.Parser.ParseFrom((ByteString)read.Request.Message));
        Assert.Equal(("key-1", "ACME", 9), (read.Request.Rights.KeyId, read.Request.Rights.Owner?.Value, read.Request.Rights.Roles));
        Assert.Equal(rights.Warehouses, read.Request.Rights.Warehouses);
        Assert.Equal(rights.Address, read.Request.Rights.Address);
    }

    [Fact]
    public void Passed_OfNoOwner_AndNoWarehouse()
    {
        Passed read = Back(new Passed(0, 0, 0, new WarehouseRequest(default, "/m", ByteString.Empty, rights with { Owner = null, Warehouses = [] })));

        Assert.Equal(default, read.Request.Warehouse);
        Assert.Null(read.Request.Rights.Owner);
        Assert.Empty(read.Request.Rights.Warehouses);
    }

    [Fact]
    public void Answered_WithAMessage_AndRefused()
    {
        Answered good = Back(new Answered(1, 5, new WarehouseAnswer(new StringValue { Value = "x" })));
        Answered empty = Back(new Answered(1, 5, new WarehouseAnswer(new Empty())));
        Answered refused = Back(new Answered(1, 6, new WarehouseAnswer(null, 9, "no", [1, 2], IsMoved: true)));

        Assert.Equal("x", StringValue.Parser.ParseFrom((ByteString)good.Answer.Message!).Value);
        Assert.Equal(ByteString.Empty, empty.Answer.Message);
        Assert.Equal((null, 9, "no", true), (refused.Answer.Message, refused.Answer.Status, refused.Answer.Detail, refused.Answer.IsMoved));
        Assert.Equal([1, 2], refused.Answer.RichStatus!);
    }

    [Fact]
    public void WhatIsNoPublicMessage_DoesNotLeaveTheNode() =>
        Assert.Throws<ArgumentException>(() => serializer.ToBinary(new Passed(1, 1, 0, new WarehouseRequest(new("W1"), "/m", "text", rights))));

    [Theory]
    [InlineData("of-a-later-version", "")]
    [InlineData("passed", "FFFF")]
    [InlineData("passed", "")]
    public void BytesThatAreNotOurs_AreRefused(string manifest, string bytes) =>
        Assert.Throws<SerializationException>(() => serializer.FromBinary(Convert.FromHexString(bytes), manifest));

    private T Back<T>(T message)
        where T : INodeMessage
    {
        Assert.Equal(1_121, serializer.Identifier);
        return Assert.IsType<T>(serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message)));
    }
}
