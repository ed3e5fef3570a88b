using Akka.Actor;
using Akka.Serialization;

namespace Backorders.Actors.Hosting.Doors;

/// <summary>
/// Stands where Akka's JSON serializer was, under its name and its number, and refuses both ways. That serializer makes an object of any type that a
/// message names,
/// so it must not be reachable; and a message of a type that no serializer of ours knows is a mistake of the sender, not something to be guessed at.
/// </summary>
public sealed class RefusedSerializer : Serializer
{
    /// <summary>Called by Akka, which has settings for whatever serializer has this name.</summary>
    /// <param name="system">The actor system that it is made for.</param>
    /// <param name="settings">Of no use here.</param>
    public RefusedSerializer(ExtendedActorSystem system, Akka.Configuration.Config settings)
        : base(system) => _ = settings;

    /// <summary>The number of Akka's JSON serializer: what claims to be JSON comes here.</summary>
    public const int JsonIdentifier = 1;

    /// <inheritdoc/>
    public override int Identifier => JsonIdentifier;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    /// <exception cref="System.Runtime.Serialization.SerializationException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw new System.Runtime.Serialization.SerializationException(
        $"No serializer is bound to {obj?.GetType().FullName ?? "null"}, so it cannot leave this node. Bind one of Backorders.Actors to its type.");

    /// <inheritdoc/>
    /// <exception cref="System.Runtime.Serialization.SerializationException">Always.</exception>
    public override object FromBinary(byte[] bytes, Type type) => throw new System.Runtime.Serialization.SerializationException(
        "A message in Akka's JSON form was refused: nodes of this product send none.");
}
