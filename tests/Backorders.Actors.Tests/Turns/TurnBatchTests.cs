using Backorders.Actors.Turns;
using Backorders.Domain.Events;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Turns;

public sealed class TurnBatchTests
{
    /// <summary>Written by hand from FORMAT.md: a batch must mean this for ever.</summary>
    private const string Golden =
        "090700000000000000" + "1502000000" + "1d01000000"
        + "2220" + "0000000000000000000000000000000000000000000000000000000000000001"
        + "2a20" + "0000000000000000000000000000000000000000000000000000000000000002"
        + "3203aabbcc" + "3201dd";

    [Fact]
    public void GoldenBatch_IsReadAndWrittenAsEver()
    {
        TurnBatch batch = new(7, new(0, 1), [new byte[] { 0xaa, 0xbb, 0xcc }, new byte[] { 0xdd }], new(0, 2));

        Assert.Equal(Golden, Convert.ToHexStringLower(TurnBatchCodec.Encode(batch)));
        Assert.Equal(Text(batch), Text(TurnBatchCodec.Decode(Convert.FromHexString(Golden))));
    }

    [Fact]
    public void Header_IsReadFromTheFirstBytesAlone()
    {
        TurnBatchHeader header = TurnBatchCodec.DecodeHeader(Convert.FromHexString(Golden).AsSpan(0, TurnBatchCodec.HeaderLength));

        Assert.Equal(new TurnBatchHeader(7, 2, new(0, 1), new(0, 2)), header);
        Assert.Equal(87, TurnBatchCodec.HeaderLength);
        Assert.Equal(8, header.LastSeq);
    }

    [Fact]
    public void Turns_WrittenAndRead_KeepTheirBytesNumbersAndChain()
    {
        SeededRandom random = new(1);
        byte[][] bodies = [.. Enumerable.Range(0, 5).Select(_ => TurnCodec.Encode(TurnCodecTests.Turn(random, new AnyEvent(random).Of(random.Pick(AnyEvent.Kinds)))))];
        TurnBatch batch = TurnBatch.Chain(3, new(5, 6), [.. bodies.Select(b => (ReadOnlyMemory<byte>)b)]);

        IReadOnlyList<JournaledTurn> turns = TurnBatchCodec.Decode(TurnBatchCodec.Encode(batch)).Read();

        Assert.Equal([4, 5, 6, 7, 8], turns.Select(t => t.Seq));
        ChainHash link = new(5, 6);
        for (int i = 0; i < turns.Count; i++)
        {
            link = link.Next(bodies[i]);
            Assert.Equal(link, turns[i].Hash);
            Assert.Equal(bodies[i], TurnCodec.Encode(turns[i].Turn));
            Assert.Equal(bodies[i].Length, turns[i].Bytes);
        }
    }

    [Fact]
    public void AChangedBody_IsNoticed()
    {
        TurnBatch batch = TurnBatch.Chain(0, ChainHash.Zero, [Body(1), Body(2)]);

        Assert.Contains("changed", Assert.Throws<FormatException>(() => (batch with { Bodies = [Body(1), Body(3)] }).Read()).Message);
        Assert.Contains("changed", Assert.Throws<FormatException>(() => (batch with { Before = new(0, 1) }).Read()).Message);
    }

    [Fact]
    public void ABodyThatIsNoTurn_IsNamedByItsNumber() =>
        Assert.Contains("Turn 2:", Assert.Throws<FormatException>(() => TurnBatch.Chain(0, ChainHash.Zero, [Body(1), new byte[] { 0xff }]).Read()).Message);

    [Theory]
    [InlineData("1d01000000", "1d02000000", "kind is 2")]
    [InlineData("1502000000", "1503000000", "3 turns are announced and 2 are there")]
    [InlineData("1502000000", "1500000000", "0 turns from 7 cannot be")]
    [InlineData("090700000000000000", "090000000000000000", "2 turns from 0 cannot be")]
    [InlineData("0907000000000000", "0807000000000000", "do not begin as one")]
    [InlineData("3203aabbcc", "3209aabbcc", "not a batch")]
    public void WhatIsNoBatch_IsRefusedByName(string was, string becomes, string said) =>
        Assert.Contains(said, Assert.Throws<FormatException>(() => TurnBatchCodec.Decode(Convert.FromHexString(Golden.Replace(was, becomes)))).Message);

    [Fact]
    public void ABatchWithoutTurns_IsNotWritten()
    {
        Assert.Throws<ArgumentException>(() => TurnBatchCodec.Encode(new(1, default, [], default)));
        Assert.Throws<ArgumentException>(() => TurnBatchCodec.Encode(new(0, default, [Body(1)], default)));
    }

    [Fact]
    public void RandomBytes_AreReadOrRefusedButNeverBreakTheReader()
    {
        for (ulong seed = 1; seed <= 2_000; seed++)
        {
            SeededRandom random = new(seed);
            byte[] bytes = TurnBatchCodec.Encode(TurnBatch.Chain(0, ChainHash.Zero, [Body(1), Body(2)]));
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                TurnBatchCodec.Decode(bytes).Read();
            }
            catch (FormatException)
            {
                // Refused, as it should be.
            }
        }
    }

    /// <summary>Written by hand from FORMAT.md.</summary>
    [Fact]
    public void GoldenSnapshot_IsReadAndWrittenAsEver()
    {
        const string golden = "090900000000000000" + "15eb030000" + "1a20" + "0000000000000000000000000000000000000000000000000000000000000003" + "2202aabb" + "2200";
        StoredSnapshot snapshot = new(9, new(0, 3), 1003, [new byte[] { 0xaa, 0xbb }, Array.Empty<byte>()]);

        Assert.Equal(golden, Convert.ToHexStringLower(SnapshotPayload.Encode(snapshot)));
        Assert.Equal(golden, string.Concat(SnapshotPayload.EncodePieces(snapshot).Select(p => Convert.ToHexStringLower(p.Span))));
        StoredSnapshot read = SnapshotPayload.Decode(Convert.FromHexString(golden));
        Assert.Equal((9, new ChainHash(0, 3), 1003, 2L), (read.Seq, read.Head, read.Format, read.Length));
        StoredSnapshot header = SnapshotPayload.DecodeHeader(Convert.FromHexString(golden).AsSpan(0, SnapshotPayload.HeaderLength));
        Assert.Equal((9, new ChainHash(0, 3), 1003, 0), (header.Seq, header.Head, header.Format, header.Parts.Count));
        Assert.Throws<FormatException>(() => SnapshotPayload.Decode(Convert.FromHexString("ff" + golden)));
    }

    private static byte[] Body(long task) => TurnCodec.Encode(new(new("W1"), new(5), CommandKey.None, CommandDigest.None, string.Empty, [new TaskStarted(new(task))]));

    private static string Text(TurnBatch batch) => $"{batch.FirstSeq} {batch.Before} {string.Join(',', batch.Bodies.Select(b => Convert.ToHexString(b.Span)))} {batch.After}";
}
