using Backorders.Actors.Turns.Mapping;
using Backorders.Domain.Events;
using Backorders.Domain.Values;
using Google.Protobuf;

namespace Backorders.Actors.Turns;

/// <summary>Turns as bytes and back: the body of a row of kind <see cref="RowKind.Turn"/>. The layout is FORMAT.md's.</summary>
public static class TurnCodec
{
    /// <summary>Writes a turn. The same turn always gives the same bytes.</summary>
    /// <exception cref="InvalidOperationException">An event mixes owners.</exception>
    public static byte[] Encode(TurnRecord turn)
    {
        Stored.Turn stored = new() { Warehouse = turn.Warehouse.Value, At = turn.At.UnixMicroseconds, Actor = turn.Actor };
        if (!turn.Key.IsNone)
        {
            byte[] key = new byte[CommandKey.Length];
            turn.Key.CopyTo(key);
            stored.CommandKey = UnsafeByteOperations.UnsafeWrap(key);
            byte[] digest = new byte[CommandDigest.Length];
            turn.Digest.CopyTo(digest);
            stored.CommandDigest = UnsafeByteOperations.UnsafeWrap(digest);
        }

        if (turn.Origin is { } origin)
        {
            stored.Origin = new() { Call = origin.Call, Roles = origin.Roles, Address = AddressBytes.Of(origin.Address) };
        }

        for (int i = 0; i < turn.Events.Count; i++)
        {
            stored.Events.Add(EventMap.ToStored(turn.Events[i]));
        }

        byte[] body = new byte[stored.CalculateSize()];
        stored.WriteTo(body.AsSpan());
        return body;
    }

    /// <summary>Reads a turn.</summary>
    /// <exception cref="FormatException">The bytes are not a turn, or hold an event that this version does not know.</exception>
    public static TurnRecord Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            Stored.Turn stored = Stored.Turn.Parser.ParseFrom(body);
            Event[] events = new Event[stored.Events.Count];
            for (int i = 0; i < events.Length; i++)
            {
                events[i] = EventMap.FromStored(stored.Events[i]);
            }

            return new(
                Ids.Warehouse(stored.Warehouse),
                new Instant(stored.At),
                stored.CommandKey.IsEmpty ? CommandKey.None : CommandKey.FromBytes(stored.CommandKey.Span),
                stored.CommandDigest.IsEmpty ? CommandDigest.None : CommandDigest.FromBytes(stored.CommandDigest.Span),
                stored.Actor,
                events)
            {
                Origin = stored.Origin is { } origin ? new(origin.Call, AddressBytes.Read(origin.Address), origin.Roles) : null,
            };
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentException or NullReferenceException)
        {
            throw new FormatException("The bytes are not a turn: " + e.Message, e);
        }
    }
}
