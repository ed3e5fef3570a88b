using Backorders.Actors.Sessions;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Simulation;

/// <summary>
/// What runs a session on one node: it recovers, decides, writes one row at a time, and recovers again after a failed write, with the session it has. It never learns
/// that it is not the owner any more, other than from the table.
/// </summary>
internal sealed partial class Owner : ISessionObserver, IRecentTurns
{
    private const int queueMax = 16;
    private const int snapshotEveryTurns = 25;

    private readonly World world;
    private readonly SimulatedTable table;
    private readonly SessionBug bug;
    private readonly int writer;
    private readonly Queue<CommandItem> queue = new();
    private readonly Dictionary<long, StoredTurn> recent = [];
    private ShardFold building = new();
    private bool mayKeep;
    private bool isKept;
    private int lastRow;
    private long lastSnapshot;

    public Owner(World world, SimulatedTable table, SessionBug bug, int writer)
    {
        (this.world, this.table, this.bug, this.writer) = (world, table, bug, writer);
        Session = new(new SessionOptions($"{writer}", [Workload.Warehouse], 8, 100_000, 1), this, this);
        Recover(keep: false);
    }

    public WarehouseSession Session { get; }

    public bool IsServing { get; private set; }

    /// <summary>Whether it is gone for good.</summary>
    public bool IsDead { get; private set; }

    private SeededRandom Random => world.Random;

    /// <summary>Takes a command, or refuses it at once.</summary>
    public void Take(CommandItem item)
    {
        if (IsDead || queue.Count >= queueMax)
        {
            item.Refuse(Refused.Because(Refusal.Busy, "The queue is full."));
            return;
        }

        queue.Enqueue(item);
        world.Post(Pump);
    }

    /// <summary>The process ends: whoever waited hears nothing that was decided here.</summary>
    public void Kill()
    {
        IsDead = true;
        Session.Abandon();
        Session.RefuseLost();
        HandOut();
        while (queue.TryDequeue(out CommandItem? item))
        {
            item.Refuse(WarehouseSession.NotStored);
        }
    }

    /// <summary>Another node gets the warehouse, and now this one has it again: the session from then is offered, if it still fits.</summary>
    public void Return()
    {
        if (IsServing && Session.IsIdle)
        {
            world.Trace($"{writer} has the warehouse again");
            world.Note("had the warehouse again");
            Recover(keep: true);
        }
    }

    private void Recover(bool keep)
    {
        IsServing = false;
        Session.SuspendSeats();
        (building, mayKeep, isKept, lastRow) = (new ShardFold(), keep, false, 0);
        Later(Look);
    }

    private void Look()
    {
        isKept = mayKeep && Session.HasBeenAt(table.Head);
        mayKeep = isKept;
        if (isKept)
        {
            lastRow = table.Highest;
        }
        else if (table.Snapshot is { } snapshot && snapshot.Row <= table.Highest && table.Rows[snapshot.Row - 1].Batch.After == snapshot.State.Head)
        {
            building = SnapshotCodec.Read(snapshot.State);
            lastRow = snapshot.Row;
        }

        ShardHead place = table.Head;
        Later(() =>
        {
            int highest = table.Highest;
            Later(() => Replay(place, highest));
        });
    }

    private void Replay(ShardHead place, int highest)
    {
        bool isOvertaken = isKept && highest > lastRow;
        if (isOvertaken || Random.Percent(world.Trouble))
        {
            // A session that another owner's row has overtaken is of no use any more; one that only could not be read yet is.
            world.Trace($"{writer} cannot recover");
            world.Note(isOvertaken ? "was overtaken while it recovered" : "could not recover");
            Recover(keep: mayKeep && !isOvertaken);
            return;
        }

        try
        {
            foreach ((int number, TurnBatch batch) in table.Read(lastRow + 1, highest))
            {
                SessionBatches.Fold(building, Workload.Warehouse, batch);
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            world.Ledger.Fault($"The journal cannot be folded: {e.Message}");
            Kill();
            return;
        }

        lastRow = highest;
        if (!isKept || !Session.TryResume(place, out IReadOnlyList<StoredTurn> landed))
        {
            if (isKept)
            {
                Session.Abandon();
                Recover(keep: bug == SessionBug.GoesOnWithAnAbandonedSession);
                return;
            }

            Session.Abandon();
            Session.Begin(building);
            (landed, lastSnapshot) = ([], building.SnapshotSeq);
        }

        world.Trace($"{writer} serves from {Session.Decided.LastSeq}, kept {isKept}");
        world.Note(!isKept ? "recovered from the table" : landed.Count > 0 ? "kept, and the failed write had landed" : "kept, and nothing had landed");
        IsServing = true;
        Publish(landed);
        if (bug != SessionBug.LosesSeatsOnRecovery)
        {
            SayWhoSits();
        }

        Pump();
    }

    private void Pump()
    {
        if (!IsServing || IsDead)
        {
            return;
        }

        Session.ServeSeats(world.Clock);
        Session.LetTimePass(world.Clock);
        while (Session.MayDecide && queue.TryDequeue(out CommandItem? item))
        {
            Session.Decide(item, world.Clock);
            if (bug == SessionBug.AnswersBeforeThePersist)
            {
                item.Release();
            }
        }

        Write();
        HandOut();
        if (Session.MustRebuild && Session.IsIdle)
        {
            Recover(keep: false);
        }
    }

    private void Write()
    {
        ShardHead after = Session.Durable;
        ReadOnlySpan<DecidedTurn> batch = Session.StartBatch();
        if (batch.Length == 0)
        {
            return;
        }

        if (bug == SessionBug.OffersBeforeThePersist)
        {
            TellDecided(batch);
        }

        TurnBatch row = SessionBatches.ToRow(after, batch);
        int number = lastRow + 1;
        world.Trace($"{writer} writes row {number}, turns {row.FirstSeq} to {row.LastSeq}");
        if (bug == SessionBug.AcknowledgesEarly)
        {
            Session.Land();
            lastRow = number;
            Later(() => table.TryInsert(number, row, writer), 10, 40);
            return;
        }

        Later(() => EndWrite(number, row));
    }

    private void EndWrite(int number, TurnBatch row)
    {
        int fate = Random.Percent(3 * world.Trouble) ? Random.Next(3) : 3;
        bool stored = fate > 0 && fate != 2 && table.TryInsert(number, row, writer);
        if (fate == 2)
        {
            // The store still works on it when the writer has given up: it lands when somebody may have looked already.
            world.Post(() => LandLate(number, row), Random.Next(30));
        }

        if (IsDead)
        {
            return;
        }

        if (!stored || fate < 3)
        {
            world.Note(fate == 3 ? "met another owner's row" : "did not learn what became of a write");
            world.Trace($"{writer} does not know what became of row {number} ({fate})");
            Session.FailBatch();
            Recover(keep: true);
            return;
        }

        lastRow = number;
        Publish(Session.Land());
        Pump();
    }

    private void LandLate(int number, TurnBatch row)
    {
        bool landed = table.TryInsert(number, row, writer);
        world.Trace($"row {number} of {writer} lands late: {landed}");
        world.Note(landed ? "landed late" : "came too late to land");
    }

    private void Publish(IReadOnlyList<StoredTurn> landed)
    {
        foreach (StoredTurn turn in landed)
        {
            recent[turn.Seq] = turn;
            recent.Remove(turn.Seq - 8);
        }

        if (landed.Count > 0 && Session.Durable.LastSeq - lastSnapshot >= snapshotEveryTurns)
        {
            lastSnapshot = Session.Durable.LastSeq;
            int row = lastRow;
            Later(() => Save(row), 1, 20);
        }

        HandOut();
    }

    /// <summary>A snapshot is folded beside the session, from what is stored up to a row.</summary>
    private void Save(int row)
    {
        if (Random.Percent(world.Trouble))
        {
            world.Note("could not save a snapshot");
            return;
        }

        ShardFold fold = new();
        foreach ((_, TurnBatch batch) in table.Read(1, row))
        {
            SessionBatches.Fold(fold, Workload.Warehouse, batch);
        }

        TurnBatch last = table.Rows[row - 1].Batch;
        StoredSnapshot snapshot = SnapshotCodec.Write(fold);
        if (bug == SessionBug.StateAheadOfSnapshot && !Session.MustRebuild)
        {
            snapshot = SnapshotCodec.Write(Session.State) with { Seq = last.LastSeq, Head = last.After };
        }
        else if (bug == SessionBug.NumberAheadOfSnapshot && row < table.Highest)
        {
            TurnBatch next = table.Rows[row].Batch;
            (row, snapshot) = (row + 1, snapshot with { Seq = next.LastSeq, Head = next.After });
        }

        table.Snapshot = (row, snapshot);
        world.Trace($"{writer} saves row {row}");
    }

    private void HandOut()
    {
        SessionAnswer[] answers = [.. Session.Outbox.Answers];
        StoredAnswerWanted[] wanted = [.. Session.Outbox.Wanted];
        SeatNews[] news = IsDead ? [] : [.. Session.Outbox.News];
        Session.Outbox.Clear();
        foreach (SessionAnswer answer in answers)
        {
            answer.HandOut();
        }

        foreach (SeatNews piece in news)
        {
            ((StationStream)piece.Who).Tell(this, piece);
        }

        foreach (StoredAnswerWanted want in wanted)
        {
            Later(() => Read(want));
        }
    }

    private void Read(StoredAnswerWanted want)
    {
        JournaledTurn? turn = Random.Percent(world.Trouble)
            ? null
            : table.Rows.SelectMany(r => r.Batch.Header.Holds(want.Seq) ? r.Batch.Read() : []).FirstOrDefault(t => t.Seq == want.Seq);
        Session.AnswerStored(want.Item, turn is null ? null : new StoredTurn(turn.Seq, turn.Turn, turn.Hash, turn.Bytes));
        HandOut();
    }

    private void Later(Action what, int least = 1, int most = 6) => world.Post(what, Random.Next(least, most));

    StoredTurn? IRecentTurns.Find(long seq) => recent.GetValueOrDefault(seq);

    void ISessionObserver.CommandRefused(Refusal reason)
    {
    }

    void ISessionObserver.AnsweredAgain()
    {
    }

    void ISessionObserver.CommandFailed(string incident, Command command, CommandKey key, Exception fault) => world.Ledger.Fault($"{incident}: {fault.Message}");

    void ISessionObserver.ClockStopped(WarehouseId warehouse, Instant due) => world.Ledger.Fault($"The clock stopped at {due}.");

    void ISessionObserver.InvariantBroken(WarehouseId warehouse, long seq, string fault) => world.Ledger.Fault($"At {seq}: {fault}");
}
