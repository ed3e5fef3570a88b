using Backorders.Actors.Hosting.Doors;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Backorders.Actors.Tests.Storage;

/// <summary>
/// For <c>serialize-messages = on</c>, in the place of <see cref="RefusedSerializer"/>: a few of Akka's own messages that never leave a process (those that ask
/// for leave to recover) have no serializer but the default one. They pass by reference; whatever is not Akka's is refused as ever.
/// </summary>
public sealed class AkkaOnlySerializer : Serializer
{
    private static readonly ConcurrentDictionary<long, object> passing = new();
    private static long last;

    public AkkaOnlySerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public AkkaOnlySerializer(ExtendedActorSystem system, Config unused)
        : base(system)
    {
    }

    public override int Identifier => RefusedSerializer.JsonIdentifier;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        if (obj.GetType().Assembly.GetName().Name?.StartsWith("Akka", StringComparison.Ordinal) != true)
        {
            throw new SerializationException($"{obj.GetType()} has no serializer.");
        }

        long number = Interlocked.Increment(ref last);
        passing[number] = obj;
        return Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
    }

    public override object FromBinary(byte[] bytes, Type type) =>
        passing.TryRemove(long.Parse(Encoding.UTF8.GetString(bytes), CultureInfo.InvariantCulture), out object? obj) ? obj : throw new SerializationException("Not Akka's.");
}
