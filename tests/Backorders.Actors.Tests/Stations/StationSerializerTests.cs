using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using Backorders.Actors.Stations;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Actors.Tests.Stations;

/// <summary>What streams and warehouses say to each other comes out of the bytes as it went in.</summary>
public sealed class StationSerializerTests() : TestKit(StationSerializer.Config)
{
    [Fact]
    public void TakeSeat_OfAnOwnersStation_AndOfAnybodys()
    {
        TakeSeat seat = new(new("W1"), new("PACK-1"), SomeTask.Owner, "key-1", 3, 7, new(1_700_000_000_000_001));

        Assert.Equal(seat, Back(seat));
        Assert.Equal(seat with { Owner = null }, Back(seat with { Owner = null }));
    }

    [Fact]
    public void Noted_AndTakenOver()
    {
        Assert.Equal(new SeatNoted(4, 9), Back(new SeatNoted(4, 9)));
        Assert.Equal(SeatTakenOver.Instance, Back(SeatTakenOver.Instance));
        Assert.Equal(SeatInUse.Instance, Back(SeatInUse.Instance));
    }

    [Fact]
    public void Seated_WithTasksFullAndBare()
    {
        Seated seated = new(2, 1, 300, [SomeTask.Full(5), SomeTask.Bare(6), SomeTask.Full(7) with { Lot = new Lot(new LotNo("LOT-2"), null) }]);

        Seated read = Back(seated);

        Assert.Equal((2, 1, 300), (read.Round, read.Number, read.LeaseSeconds));
        Assert.Equal(seated.Held.Select(Text), read.Held.Select(Text));
    }

    [Fact]
    public void Offered_KeepsTheTurnsBytes()
    {
        Offered offered = new(2, 3, 44, new byte[] { 1, 2, 250 }, [SomeTask.Full(5)]);

        Offered read = Back(offered);

        Assert.Equal((2, 3, 44, "0102FA"), (read.Round, read.Number, read.Seq, Convert.ToHexString(read.Turn.Span)));
        Assert.Equal(offered.Tasks.Select(Text), read.Tasks.Select(Text));
    }

    [Theory]
    [InlineData("of-a-later-version")]
    [InlineData("offered")]
    public void BytesThatAreNotOurs_AreRefused(string manifest) =>
        Assert.Throws<SerializationException>(() => Sys.Serialization.Deserialize([0xff, 0xff], 1010, manifest));

    private static string Text(TaskView task) => $"{task with { Serials = [] }} {string.Join(' ', task.Serials)}";

    private T Back<T>(T message)
        where T : IStationMessage
    {
        SerializerWithStringManifest serializer = Assert.IsType<StationSerializer>(Sys.Serialization.FindSerializerFor(message));
        Assert.Equal(1010, serializer.Identifier);
        return Assert.IsType<T>(Sys.Serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, serializer.Manifest(message)));
    }
}
