using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Turns;

namespace Backorders.Actors.Tests.Storage;

public sealed class TurnSerializerTests : IAsyncLifetime
{
    private readonly LedgerSystem system = LedgerSystem.On(new MemoryTurnStore(TimeProvider.System), isStrict: true);

    private Serialization Serialization => system.Sys.Serialization;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => system.EndAsync();

    [Fact]
    public void Batch_IsWrittenUnderItsNumberAndManifest_AndReadBack()
    {
        TurnBatch batch = Ledger.Batch("MAIN", 3, new(1, 2), 5);

        TurnSerializer serializer = Assert.IsType<TurnSerializer>(Serialization.FindSerializerFor(batch));

        Assert.Equal((1001, "turns-1"), (serializer.Identifier, serializer.Manifest(batch)));
        TurnBatch read = Assert.IsType<TurnBatch>(Serialization.Deserialize(serializer.ToBinary(batch), 1001, "turns-1"));
        Assert.Equal(batch.Header, read.Header);
        Assert.Equal(batch.Bodies.Select(b => Convert.ToHexString(b.Span)), read.Bodies.Select(b => Convert.ToHexString(b.Span)));
    }

    [Fact]
    public void Snapshot_IsWrittenUnderItsNumberAndManifest_AndReadBack()
    {
        StoredSnapshot snapshot = new(9, new(1, 2), 1003, [new byte[] { 1 }, new byte[] { 2, 3 }]);

        TurnSerializer serializer = Assert.IsType<TurnSerializer>(Serialization.FindSerializerFor(snapshot));

        Assert.Equal((1001, "state-1"), (serializer.Identifier, serializer.Manifest(snapshot)));
        StoredSnapshot read = Assert.IsType<StoredSnapshot>(Serialization.Deserialize(serializer.ToBinary(snapshot), 1001, "state-1"));
        Assert.Equal((9, new ChainHash(1, 2), 1003, 3L), (read.Seq, read.Head, read.Format, read.Length));
    }

    [Theory]
    [InlineData("turns-2")]
    [InlineData("")]
    public void UnknownManifest_IsRefusedByName(string manifest) =>
        Assert.Contains($"'{manifest}'", Assert.Throws<SerializationException>(() => Serialization.Deserialize([1], 1001, manifest)).Message);

    [Fact]
    public void PayloadOfTheJsonSerializer_IsRefused()
    {
        byte[] json = Encoding.UTF8.GetBytes("{\"$type\":\"System.Version\",\"Major\":1}");

        Assert.Contains("refused", Assert.Throws<SerializationException>(() => Serialization.Deserialize(json, 1, "System.Version")).Message);
        Assert.Contains("refused", Assert.Throws<SerializationException>(() => Serialization.Deserialize(json, 1, typeof(Version))).Message);
    }

    [Fact]
    public void ObjectWithoutASerializer_IsNotWritten() =>
        Assert.Contains("No serializer", Assert.Throws<SerializationException>(() => Serialization.Serialize(new Version(1, 0))).Message);

    [Fact]
    public async Task ObjectWithoutASerializer_IsNotPersisted()
    {
        (IActorRef actor, _) = await system.StartAsync("MAIN");

        actor.Tell(new Ledger.AddForeign());

        Assert.Contains("No serializer", (await system.ExpectMsgAsync<Ledger.Rejected>()).Cause.Message);
        await system.ExpectTerminatedAsync(actor);
    }
}
