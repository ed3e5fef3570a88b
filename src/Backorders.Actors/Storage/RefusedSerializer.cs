using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Backorders.Actors.Storage;

/// <summary>
/// Stands where Akka has its default serializer, under its name, its number and its binding. That one writes JSON that names .NET types, and whoever can send a message or
/// write a row with its number chooses the type that is made. Here such bytes are refused, and an object without a serializer of its own is an error at once.
/// </summary>
public sealed class RefusedSerializer : Serializer
{
    /// <summary>The number of Akka's default serializer.</summary>
    public const int Id = 1;

    /// <param name="system">The actor system that it serves.</param>
    public RefusedSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <param name="system">The actor system that it serves.</param>
    /// <param name="unused">Settings of the serializer that it replaces.</param>
    public RefusedSerializer(ExtendedActorSystem system, Config unused)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw new SerializationException(
        $"{obj.GetType()} has no serializer: bind its type to one. Nothing is written as JSON.");

    /// <inheritdoc/>
    /// <exception cref="SerializationException">Always.</exception>
    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException(
        $"Bytes of serializer {Id} (JSON) are refused: this program writes none.");
}
