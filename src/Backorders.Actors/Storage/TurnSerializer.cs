using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Backorders.Actors.Turns;

namespace Backorders.Actors.Storage;

/// <summary>What is stored as bytes and back: batches of turns and snapshots. The formats are FORMAT.md's; this class only names them.</summary>
/// <param name="system">The actor system that it serves.</param>
public sealed class TurnSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <inheritdoc/>
    public override int Identifier => TurnBatchCodec.Identifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        TurnBatch => TurnBatchCodec.Manifest,
        StoredSnapshot => SnapshotPayload.Manifest,
        _ => throw Unknown(o),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => obj switch
    {
        TurnBatch batch => TurnBatchCodec.Encode(batch),
        StoredSnapshot snapshot => SnapshotPayload.Encode(snapshot),
        _ => throw Unknown(obj),
    };

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is not one of this version's.</exception>
    /// <exception cref="FormatException">The bytes are not what the manifest says.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        TurnBatchCodec.Manifest => TurnBatchCodec.Decode(bytes),
        SnapshotPayload.Manifest => SnapshotPayload.Decode(bytes),
        _ => throw new SerializationException(
            $"The manifest '{manifest}' is not known to this version, which reads '{TurnBatchCodec.Manifest}' and '{SnapshotPayload.Manifest}'. Start the later program that wrote it."),
    };

    private static ArgumentException Unknown(object o) => new($"{o.GetType()} is not stored: only {nameof(TurnBatch)} and {nameof(StoredSnapshot)} are.", nameof(o));
}
