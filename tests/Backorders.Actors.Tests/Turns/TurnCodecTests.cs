using System.Net;
using System.Text.Json;
using Backorders.Actors.Turns;
using Backorders.Domain.Events;
using Backorders.Domain.Values;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Turns;

public sealed class TurnCodecTests
{
    public static TheoryData<string> Kinds => [.. AnyEvent.Kinds.Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKindOfEvent_WrittenAndRead_IsTheSame(string kind)
    {
        Type type = AnyEvent.Kinds.Single(k => k.Name == kind);
        for (ulong seed = 1; seed <= 50; seed++)
        {
            SeededRandom random = new(seed);
            TurnRecord turn = Turn(random, new AnyEvent(random).Of(type));

            TurnRecord read = TurnCodec.Decode(TurnCodec.Encode(turn));

            Assert.True(Text(turn) == Text(read), $"{random}: {Text(turn)}\nbecame\n{Text(read)}");
        }
    }

    [Theory]
    [InlineData(24, 2)]
    [InlineData(1, 1)]
    public void PolicyOfBeforeShipmentsWereWatched_IsReadWithTheDefaults(int allowance, int tolerance)
    {
        Policy before = PolicyIn(new Backorders.Actors.Turns.Stored.PolicySet { Version = 3, PromiseAllowanceHours = allowance });

        Assert.Equal((tolerance, 24, 24, 24), (before.OverdueToleranceHours, before.OverdueGraceHours, before.UnloadHours, before.NoticeQuietHours));
    }

    [Fact]
    public void PolicyWithEveryTimeSetToNothing_IsReadAsItWasWritten()
    {
        Policy zero = Policy.Default with { OverdueToleranceHours = 0, OverdueGraceHours = 0, UnloadHours = 1, NoticeQuietHours = 0 };
        Policy read = ((PolicySet)Backorders.Actors.Turns.Mapping.EventMap.FromStored(Backorders.Actors.Turns.Mapping.EventMap.ToStored(new PolicySet(zero)))).Policy;

        Assert.Equal((0, 0, 1, 0), (read.OverdueToleranceHours, read.OverdueGraceHours, read.UnloadHours, read.NoticeQuietHours));
    }

    private static Policy PolicyIn(Backorders.Actors.Turns.Stored.PolicySet stored) =>
        ((PolicySet)Backorders.Actors.Turns.Mapping.EventMap.FromStored(new Backorders.Actors.Turns.Stored.Event { PolicySet = stored })).Policy;

    [Fact]
    public void TheSameTurn_WrittenTwice_GivesTheSameBytes()
    {
        SeededRandom random = new(1);
        TurnRecord turn = Turn(random, [.. AnyEvent.Kinds.Select(new AnyEvent(random).Of)]);

        Assert.Equal(TurnCodec.Encode(turn), TurnCodec.Encode(turn));
    }

    [Fact]
    public void TurnWithoutAKey_WrittenAndRead_HasNone()
    {
        TurnRecord turn = new(new("W1"), new(5), CommandKey.None, CommandDigest.None, string.Empty, [new TaskStarted(new(1))]);

        TurnRecord read = TurnCodec.Decode(TurnCodec.Encode(turn));

        Assert.True(read.Key.IsNone);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("2001:db8::7")]
    [InlineData(null)]
    public void WhereACommandCameFrom_IsReadAsItWasWritten(string? address)
    {
        TurnOrigin origin = new("Receive", address is null ? null : IPAddress.Parse(address), 17);
        TurnRecord turn = Turn(new(1), new TaskPicked(new(300))) with { Origin = origin };

        Assert.Equal(origin, TurnCodec.Decode(TurnCodec.Encode(turn)).Origin);
    }

    [Fact]
    public void WhereACommandCameFrom_TakesFewBytes_AndNoneWhenItIsNotKnown()
    {
        TurnRecord turn = Turn(new(1), new TaskPicked(new(300)));
        int before = TurnCodec.Encode(turn).Length;

        Assert.Equal(19, TurnCodec.Encode(turn with { Origin = new("Receive", IPAddress.Loopback, 1) }).Length - before);
        Assert.Null(TurnCodec.Decode(TurnCodec.Encode(turn)).Origin);
    }

    [Fact]
    public void EventThatMixesOwners_IsNotWritten()
    {
        HoldEnded mixed = new(
            new(new(new("A"), new("1")), 1), new(new("B"), new("SKU")), new(1), ReasonCode.TimedOut);

        Assert.Throws<InvalidOperationException>(() => TurnCodec.Encode(Turn(new(1), mixed)));
    }

    [Theory]
    [InlineData("ff")]
    [InlineData("0a05")]
    [InlineData("3200")]
    [InlineData("1a0101")]
    public void BytesThatAreNoTurn_AreNotRead(string hex) => Assert.Throws<FormatException>(() => TurnCodec.Decode(Convert.FromHexString(hex)));

    [Fact]
    public void RandomBytes_AreReadOrRefusedButNeverBreakTheReader()
    {
        for (ulong seed = 1; seed <= 2_000; seed++)
        {
            SeededRandom random = new(seed);
            byte[] body = TurnCodec.Encode(Turn(random, new AnyEvent(random).Of(random.Pick(AnyEvent.Kinds))));
            body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                TurnCodec.Decode(body);
            }
            catch (FormatException)
            {
                // Refused, as it should be.
            }
        }
    }

    /// <summary>Written by hand from FORMAT.md: a turn must mean this for ever.</summary>
    [Fact]
    public void GoldenTurn_IsReadAndWrittenAsEver()
    {
        TurnRecord turn = new(
            new("W1"), new(1_700_000_000_000_000), new(new UInt128(1, 2)), new(new UInt128(3, 4)), "anna", [new TaskPicked(new(300))]);
        const string golden =
            "0a025731" + "1100401e18240a0600" + "1a1000000000000000010000000000000002" + "221000000000000000030000000000000004" + "2a04616e6e61" + "3206f2050308ac02";

        Assert.Equal(golden, Convert.ToHexStringLower(TurnCodec.Encode(turn)));
        Assert.Equal(Text(turn), Text(TurnCodec.Decode(Convert.FromHexString(golden))));
    }

    internal static TurnRecord Turn(SeededRandom random, params Event[] events) => new(
        new("W" + random.Next(100)), new((long)(random.NextUInt64() >> 13)), new(random.NextUInt64()), new(random.NextUInt64()), "somebody", events);

    internal static string Text(TurnRecord turn) => JsonSerializer.Serialize(new
    {
        turn.Warehouse,
        turn.At,
        Key = turn.Key.ToString(),
        Digest = turn.Digest.ToString(),
        turn.Actor,
        Events = turn.Events.Select(e => new { Kind = e.GetType().Name, Content = (object)e }),
    });
}
