using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Turns;
using Backorders.Domain.Events;

namespace Backorders.Actors.Tests.Reading;

public abstract partial class ReadingConformance
{
    [Fact]
    public async Task Verifier_OfWhatWasWritten_FindsNothing_AndTheStateThatWas()
    {
        Yard yard = await StartAsync();
        await WorkAsync(yard);
        long last = await LastTurnAsync();

        TurnVerification report = Assert.Single(await new TurnVerifier(Rows, 1).VerifyAllAsync(default));

        Assert.True(report.IsGood, report.Problem);
        Assert.Equal((Yard.Warehouse, last, await yard.StateHash()), (report.Warehouse, report.Turns, report.StateHash));
        Assert.Null(report.BrokenAt);
    }

    [Fact]
    public async Task Verifier_OfAChangedBody_SaysTheTurnAndTheRow()
    {
        await WorkAsync(await StartAsync());
        for (long row = 1; row <= (await Rows.ReadLastAsync(Yard.Warehouse, default))!.Value.Number; row += 4)
        {
            byte[] original = [];
            await TamperAsync(row, bytes =>
            {
                original = bytes;
                TurnBatch batch = TurnBatchCodec.Decode(bytes);
                byte[] body = batch.Bodies[^1].ToArray();
                body[body.Length / 2] ^= 4;
                return TurnBatchCodec.Encode(batch with { Bodies = [.. batch.Bodies.SkipLast(1), body] });
            });

            await AssertBrokenAsync(row, null);
            await TamperAsync(row, _ => original);
        }

        Assert.True((await new TurnVerifier(Rows).VerifyAsync(Yard.Warehouse, default)).IsGood);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 3)]
    [InlineData(4, 30)]
    public async Task Verifier_OfBytesThatAreNoRow_SaysWhichOne(long row, int length)
    {
        await WorkAsync(await StartAsync());

        await TamperAsync(row, bytes => bytes[..length]);

        await AssertBrokenAsync(row, "not a batch");
    }

    /// <summary>The last row's beginning says how far the journal goes: damage there must not hide the row.</summary>
    [Fact]
    public async Task Verifier_OfALastRowThatIsDamaged_SaysSo()
    {
        await WorkAsync(await StartAsync());
        long last = (await Rows.ReadLastAsync(Yard.Warehouse, default))!.Value.Number;

        await TamperAsync(last, bytes => [0, .. bytes[1..]]);

        await AssertBrokenAsync(last, "not a batch");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Verifier_OfAMissingRow_SaysWhichOne(long row)
    {
        await WorkAsync(await StartAsync());

        await RemoveAsync(row);

        await AssertBrokenAsync(row, "missing");
    }

    /// <summary>The same body, whole and readable, behind another turn.</summary>
    [Fact]
    public async Task Verifier_OfABodyThatWasMovedToAnotherRow_SaysWhereItStands()
    {
        await WorkAsync(await StartAsync());
        TurnRow[] rows = [.. await Rows.ReadAfterAsync(Yard.Warehouse, 0, long.MaxValue, default)];

        await TamperAsync(3, bytes => TurnBatchCodec.Encode(TurnBatchCodec.Decode(bytes) with { Bodies = [rows[4].Batch.Bodies[0]] }));

        await AssertBrokenAsync(3, "their bodies do not lead to the stored link");
    }

    /// <summary>Changed with its own link made good again: the next row does not stand on it.</summary>
    [Fact]
    public async Task Verifier_OfARowThatWasForgedWhole_SaysThatTheNextDoesNotStandOnIt()
    {
        await WorkAsync(await StartAsync());

        await TamperAsync(3, bytes => Forge(TurnBatchCodec.Decode(bytes), turn => turn with { Actor = "somebody else" }));

        await AssertBrokenAsync(4, "does not stand on turn");
    }

    [Fact]
    public async Task Verifier_OfARowOfAnotherWarehouse_SaysSo()
    {
        await WorkAsync(await StartAsync());

        await TamperAsync(3, bytes => Forge(TurnBatchCodec.Decode(bytes), turn => turn with { Warehouse = new("W2") }));

        await AssertBrokenAsync(3, "is warehouse W2's");
    }

    [Fact]
    public async Task Verifier_OfATurnDecidedBeforeTheOneItFollows_SaysSo()
    {
        await WorkAsync(await StartAsync());

        await TamperAsync(3, bytes => Forge(TurnBatchCodec.Decode(bytes), turn => turn with { At = turn.At - TimeSpan.FromDays(1) }));

        await AssertBrokenAsync(3, "before the turn that it follows");
    }

    [Fact]
    public async Task Verifier_OfEventsThatDoNotFit_SaysSo()
    {
        await WorkAsync(await StartAsync());

        await TamperAsync(3, bytes => Forge(TurnBatchCodec.Decode(bytes), turn => turn with { Events = [new TaskStarted(new(99))] }));

        await AssertBrokenAsync(3, "do not fit the state before them");
    }

    [Fact]
    public async Task Verifier_OfATailThatWasCutOff_IsToldByTheSnapshot()
    {
        await WorkAsync(await StartAsync());
        TurnRowHead last = (await Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        FoldedState state = await new StateReader(Rows, Yard.Warehouse).LoadLatestAsync(default);
        await Rows.WriteSnapshotAsync(Yard.Warehouse, new(last.Number, SnapshotCodec.Write(state.Fold)), default);
        Assert.True((await new TurnVerifier(Rows).VerifyAsync(Yard.Warehouse, default)).IsGood);

        await RemoveAsync(last.Number);

        TurnVerification report = await new TurnVerifier(Rows).VerifyAsync(Yard.Warehouse, default);
        Assert.Equal((last.Batch.FirstSeq - 1, last.Batch.FirstSeq, last.Number), (report.Turns, report.BrokenAt, report.BrokenRow));
        Assert.Contains("cut off", report.Problem);
    }

    [Fact]
    public async Task Verifier_OfAWarehouseThatLostAllItsRows_IsToldByTheSnapshot()
    {
        await WorkAsync(await StartAsync());
        TurnRowHead last = (await Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        FoldedState state = await new StateReader(Rows, Yard.Warehouse).LoadLatestAsync(default);
        await Rows.WriteSnapshotAsync(Yard.Warehouse, new(last.Number, SnapshotCodec.Write(state.Fold)), default);

        for (long row = last.Number; row > 0; row--)
        {
            await RemoveAsync(row);
        }

        TurnVerification report = Assert.Single(await new TurnVerifier(Rows).VerifyAllAsync(default));
        Assert.Equal((Yard.Warehouse, 0L, 1L), (report.Warehouse, report.Turns, report.BrokenAt));
        Assert.Contains("cut off", report.Problem);
    }

    [Fact]
    public async Task Verifier_OfAJournalThatWasWrittenAnewUnderASnapshot_IsToldByIt()
    {
        await WorkAsync(await StartAsync());
        TurnRowHead last = (await Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        FoldedState state = await new StateReader(Rows, Yard.Warehouse).LoadLatestAsync(default);
        await Rows.WriteSnapshotAsync(Yard.Warehouse, new(last.Number, SnapshotCodec.Write(state.Fold)), default);

        await TamperAsync(last.Number, bytes => Forge(TurnBatchCodec.Decode(bytes), turn => turn with { Actor = "somebody else" }));

        TurnVerification report = await new TurnVerifier(Rows).VerifyAsync(Yard.Warehouse, default);
        Assert.Equal(last.Number, report.BrokenRow);
        Assert.Contains("replaced", report.Problem);
    }

    /// <summary>State and history up to a turn need only the rows up to it.</summary>
    [Fact]
    public async Task History_BeforeADamagedRow_CanBeRead_AndBehindItCannot()
    {
        await WorkAsync(await StartAsync());
        TurnRowHead third = (await Rows.ReadHeadAsync(Yard.Warehouse, 3, default))!.Value;
        await TamperAsync(3, bytes => bytes[..40]);
        WarehouseHistory history = new(Rows, Yard.Warehouse);

        Assert.Equal(2, (await new StateReader(Rows, Yard.Warehouse).LoadAsync(third.Batch.FirstSeq - 1, default)).Place.Row);
        Assert.Equal(3, (await Assert.ThrowsAsync<JournalCorruptException>(() => history.LoadAsync(third.Batch.LastSeq, default))).Seq);
        List<long> read = [];
        await Assert.ThrowsAsync<JournalCorruptException>(() => history.ReadAsync(
            0, third.Batch.LastSeq,
            (page, _) =>
            {
                read.AddRange(page.Select(t => t.Seq));
                return Task.CompletedTask;
            },
            default));
        Assert.Equal(Numbers(1, third.Batch.FirstSeq - 1), read);
    }

    /// <summary>At least ten rows, the first ones of a turn each, and one of many.</summary>
    private async Task WorkAsync(Yard yard)
    {
        for (int i = 0; i < 9; i++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await yard.Submit(i % 3 == 0 ? Yard.Order($"o{i}") : Yard.Scan($"w{i}"));
        }

        await ScanAsync(yard, 0, 40);
    }

    private async Task AssertBrokenAsync(long row, string? problem)
    {
        long good = row == 1 ? 0 : await EndBeforeAsync(row);
        TurnVerification report = Assert.Single(await new TurnVerifier(Rows).VerifyAllAsync(default));
        Assert.False(report.IsGood);
        Assert.Equal((row, good, good + 1), (report.BrokenRow, report.Turns, report.BrokenAt));
        Assert.Contains(problem ?? string.Empty, report.Problem);
    }

    private async Task<long> EndBeforeAsync(long row) => (await Rows.ReadHeadAsync(Yard.Warehouse, row - 1, default))!.Value.Batch.LastSeq;

    /// <summary>A row with other turns, chained as if they had been decided.</summary>
    private static byte[] Forge(TurnBatch batch, Func<TurnRecord, TurnRecord> change) => TurnBatchCodec.Encode(TurnBatch.Chain(
        batch.FirstSeq - 1, batch.Before, [.. batch.Read().Select(t => (ReadOnlyMemory<byte>)TurnCodec.Encode(change(t.Turn)))]));
}
