using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Values;

namespace Backorders.Actors.Tests.Sessions;

/// <summary>What a session does with writes that land, fail, land in part or are overtaken, without a thread or a store.</summary>
public sealed class SessionTests
{
    [Fact]
    public void Answer_IsHandedOutWhenItsBatchHasLanded()
    {
        Desk desk = new();
        Asked scan = desk.Decide(Yard.Scan("1"));
        desk.Store();
        desk.HandOut();
        Assert.False(scan.IsAnswered);

        desk.Session.Land();
        desk.HandOut();

        Assert.Equal(3, scan.Outcome.Seq);
    }

    [Fact]
    public void Refusal_BehindAnUndurableTurn_WaitsForIt()
    {
        Desk desk = new();
        _ = desk.Decide(Yard.Scan("1"));
        Asked refused = desk.Decide(Yard.Scan("2", quantity: 0));
        Assert.False(refused.IsAnswered);

        desk.Store();
        desk.Session.Land();
        desk.HandOut();

        Assert.NotNull(refused.Outcome.Refused);
    }

    [Fact]
    public void Refusal_WithNothingUndurable_GoesOutAtOnce() => Assert.True(new Desk().Decide(Yard.Scan("1", quantity: 0)).IsAnswered);

    [Fact]
    public void WhatIsDecidedDuringAWrite_IsTheNextBatch()
    {
        Desk desk = new();
        _ = desk.Decide(Yard.Scan("1"));
        Assert.Equal(1, desk.Store());
        Asked[] later = [desk.Decide(Yard.Scan("2")), desk.Decide(Yard.Scan("3"))];
        Assert.Equal(0, desk.Store());

        desk.Session.Land();
        desk.HandOut();

        Assert.All(later, l => Assert.False(l.IsAnswered));
        Assert.Equal(2, desk.Store());
        Assert.Equal([4, 5], desk.Session.Land().Select(t => t.Seq));
    }

    [Fact]
    public void FullWindow_DecidesNothingMoreUntilTheBatchIsUnderWay()
    {
        Desk desk = new(batchTurnsMax: 2);
        _ = desk.Decide(Yard.Scan("1"));
        Assert.True(desk.Session.MayDecide);
        _ = desk.Decide(Yard.Scan("2"));
        Assert.False(desk.Session.MayDecide);

        desk.Store();

        Assert.True(desk.Session.MayDecide);
    }

    [Fact]
    public void FullWindow_ByBytes_DecidesNothingMore()
    {
        Desk desk = new(batchBytesMax: 1);
        _ = desk.Decide(Yard.Scan("1"));

        Assert.False(desk.Session.MayDecide);
    }

    [Fact]
    public void FailedWrite_ThatLanded_IsAnsweredAndNotWrittenAgain()
    {
        Desk desk = new();
        Asked scan = desk.Decide(Yard.Scan("1"));
        desk.Store();
        Asked later = desk.Decide(Yard.Scan("2"));
        desk.Session.FailBatch();

        Assert.True(desk.Session.TryResume(desk.Head, out IReadOnlyList<StoredTurn> landed));
        desk.HandOut();

        Assert.Equal([3], landed.Select(t => t.Seq));
        Assert.Null(scan.Outcome.Refused);
        Assert.False(later.IsAnswered);
        Assert.Equal(1, desk.Store());
    }

    [Fact]
    public void FailedWrite_ThatDidNotLand_IsWrittenAgainWithWhatCameMeanwhile()
    {
        Desk desk = new();
        Asked scan = desk.Decide(Yard.Scan("1"));
        desk.Lose();
        _ = desk.Decide(Yard.Scan("2"));
        desk.Session.FailBatch();
        Assert.False(desk.Session.MayDecide);

        Assert.True(desk.Session.TryResume(desk.Head, out IReadOnlyList<StoredTurn> landed));

        Assert.Empty(landed);
        Assert.True(desk.Session.MayDecide);
        Assert.False(scan.IsAnswered);
        Assert.Equal(2, desk.Store());
    }

    /// <summary>A commit that the store finished after it was asked what is there: the next try meets it, and only the rest is written again.</summary>
    [Fact]
    public void FailedWrite_ThatLandedLate_IsFoundInTheMiddleOfTheNextBatch()
    {
        Desk desk = new();
        Asked first = desk.Decide(Yard.Scan("1"));
        DecidedTurn late = desk.Session.StartBatch().ToArray().Single();
        Asked second = desk.Decide(Yard.Scan("2"));
        desk.Session.FailBatch();
        Assert.True(desk.Session.TryResume(desk.Head, out _));
        Assert.Equal(2, desk.Lose());
        desk.Journal.Add(late);
        desk.Session.FailBatch();

        Assert.True(desk.Session.TryResume(desk.Head, out IReadOnlyList<StoredTurn> landed));
        desk.HandOut();

        Assert.Equal([3], landed.Select(t => t.Seq));
        Assert.Null(first.Outcome.Refused);
        Assert.False(second.IsAnswered);
        Assert.Equal(1, desk.Store());
    }

    [Fact]
    public void SameBatchFailedTwice_KeepsItsCallersWaitingNoLonger()
    {
        Desk desk = new();
        Asked scan = desk.Decide(Yard.Scan("1"));
        desk.Lose();
        desk.Session.FailBatch();
        Assert.True(desk.Session.TryResume(desk.Head, out _));
        desk.Lose();
        desk.Session.FailBatch();

        Assert.False(desk.Session.TryResume(desk.Head, out _));
        desk.Session.Abandon();
        desk.Session.Begin(desk.Fold());
        desk.HandOut();

        Assert.Equal(Refusal.StoreUnavailable, scan.Outcome.Refused!.Reason);
        Assert.Equal(2, desk.Session.Decided.LastSeq);
    }

    [Fact]
    public void AnotherOwnersTurn_InThePlaceOfOurs_IsTakenOverAndOursIsRefused()
    {
        Desk desk = new();
        Asked ours = desk.Decide(Yard.Scan("1"));
        desk.Lose();
        desk.Session.FailBatch();
        desk.StoreByAnother(Yard.Scan("theirs"));

        Assert.False(desk.Session.TryResume(desk.Head, out _));
        desk.Session.Abandon();
        desk.Session.Begin(desk.Fold());
        desk.HandOut();

        Assert.Equal(Refusal.StoreUnavailable, ours.Outcome.Refused!.Reason);
        _ = desk.Decide(Yard.Scan("theirs"));
        Assert.Equal(3, Assert.Single(desk.Wanted).Seq);
    }

    [Fact]
    public void AnotherOwnersTurnOfTheSameCommand_AnswersOurs()
    {
        Desk desk = new();
        desk.Forgetful = true;
        Asked ours = desk.Decide(Yard.Scan("1"));
        desk.Lose();
        desk.Session.FailBatch();
        desk.Clock += TimeSpan.FromSeconds(1);
        desk.StoreByAnother(Yard.Scan("1"));
        desk.Session.Abandon();
        desk.Session.Begin(desk.Fold());
        desk.HandOut();

        StoredAnswerWanted wanted = Assert.Single(desk.Wanted);
        Assert.Equal(1, desk.Session.Reading);
        desk.Session.AnswerStored(wanted.Item, desk.Journal[(int)wanted.Seq - 1].Stored);
        desk.HandOut();

        Assert.True(ours.Outcome.Repeated);
        Assert.Equal(0, desk.Session.Reading);
    }

    [Fact]
    public void StoredAnswer_ThatCannotBeRead_IsATransientRefusal()
    {
        Desk desk = new() { Forgetful = true };
        _ = desk.Decide(Yard.Scan("1"));
        desk.Store();
        desk.Session.Land();
        desk.HandOut();
        Asked again = desk.Decide(Yard.Scan("1"));

        desk.Session.AnswerStored(Assert.Single(desk.Wanted).Item, null);
        desk.HandOut();

        Assert.True(again.Outcome.Refused!.Reason.IsTransient());
    }

    [Fact]
    public void StateAheadOfTheJournal_IsNoSnapshot()
    {
        Desk desk = new();
        _ = desk.Decide(Yard.Scan("1"));

        Assert.Throws<InvalidOperationException>(() => desk.Session.DurableState);
        desk.Store();
        Assert.Throws<InvalidOperationException>(() => desk.Session.DurableState);
        desk.Session.Land();
        Assert.Equal(3, desk.Session.DurableState.LastSeq);
    }

    [Fact]
    public void CommandThatMakesTheDomainFail_StopsDecisionsUntilTheStateIsBuiltAnew()
    {
        Desk desk = new();
        _ = desk.Decide(Yard.Scan("1"));
        CommandRequest poisoned = new(Yard.Warehouse, CommandKey.ForRequest(Yard.Owner, "1"), default, "test", new Poison());
        Asked failed = desk.Decide(poisoned);
        Assert.False(desk.Session.MayDecide);
        Assert.False(failed.IsAnswered);
        desk.Store();
        desk.Session.Land();
        desk.HandOut();
        Assert.Equal(Refusal.Quarantined, failed.Outcome.Refused!.Reason);

        desk.Session.Begin(desk.Fold());

        Assert.Equal(failed.Outcome.Refused!.Details, desk.Decide(poisoned).Outcome.Refused!.Details);
        Assert.Single(desk.Faults);
        Assert.Equal(SnapshotCodec.StateHash(desk.Fold().FindOrAdd(Yard.Warehouse).Warehouse), desk.StateHash);
    }

    [Fact]
    public void SessionInDoubt_IsNotResumed()
    {
        Desk desk = new();
        ShardHead head = desk.Head;
        _ = desk.Decide(new(Yard.Warehouse, CommandKey.None, default, "test", new Poison()));

        Assert.False(desk.Session.HasBeenAt(head));
        Assert.False(desk.Session.TryResume(head, out _));
    }

    [Fact]
    public void JournalThatWasSetBack_IsNotAPlaceTheSessionHasBeenAt()
    {
        Desk desk = new();
        _ = desk.Decide(Yard.Scan("1"));
        desk.Store();
        desk.Session.Land();
        desk.Journal.RemoveAt(desk.Journal.Count - 1);

        Assert.False(desk.Session.HasBeenAt(desk.Head));
    }

    [Fact]
    public void ClockSetBack_StandsStillForAWhile()
    {
        Desk desk = new();
        Asked first = desk.Decide(Yard.Scan("1"));
        desk.Clock -= TimeSpan.FromMinutes(5);
        Asked second = desk.Decide(Yard.Scan("2"));
        desk.Store();
        desk.Session.Land();
        desk.HandOut();

        Assert.Equal(first.Outcome.At, second.Outcome.At);
    }

    /// <summary>A command that no handler knows: the domain throws.</summary>
    private sealed record Poison : Command;
}
