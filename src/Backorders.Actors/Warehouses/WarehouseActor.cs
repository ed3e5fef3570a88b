// A receipt comes from WarehouseGateway.cs and goes on in Sessions/WarehouseSession.Turns.cs; what was decided goes on in Akka.Persistence.Sql.
using Akka.Actor;
using Akka.Persistence;
using Backorders.Actors.Sessions;
using Backorders.Actors.Stations;
using Backorders.Actors.Storage;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Persists what one warehouse's session decides: one row at a time, and whatever is decided meanwhile is the next row. Answers leave in the handler of the row that covers
/// them, never before. Answers without a row, such as those to questions, leave only with a proof that the warehouse is still this node's (<see cref="StoreProof"/>).
/// </summary>
/// <remarks>
/// <para><b>Recovery</b> folds rows on a snapshot and checks number and chain of each, or goes on with the session that is in memory (<see cref="SessionStore"/>).</para>
/// <para><b>Failure.</b> After a failed or rejected write it is not known what is stored. The actor stops and never resumes by itself. Its gateway keeps the session and starts
/// another actor, whose recovery reads what was stored.</para>
/// <para><b>Sequence.</b> An actor that recovered n rows has at most one write under way, so its next row is n + 1: of two owners of a warehouse one meets the other's row,
/// and stops.</para>
/// </remarks>
internal sealed partial class WarehouseActor : UntypedPersistentActor
{
    /// <summary>Decided calls after which the gateway hears that there is room for more: half of what it may give, so that it gives while these are decided.</summary>
    private const int tellDecidedEvery = WarehouseGateway.GivenMax / 2;

    private readonly WarehouseId warehouse;
    private readonly WarehouseSession session;
    private readonly WarehouseParts parts;
    private readonly LocalWarehouse place;
    private readonly IActorRef gateway;
    private readonly IActorRef self;
    private readonly Queue<IParked> waiting = new();
    private readonly Action<TurnBatch> landed;
    private readonly DueTimer due;
    private ShardFold building = new();
    private KeptState? kept;
    private readonly ILogger log;
    private long toldDecided;
    private long writeBegun;
    private long proofBegun;
    private bool isFlushing;
    private bool isStopping;

    public WarehouseActor(WarehouseId warehouse, WarehouseSession session, WarehouseParts parts, LocalWarehouse place)
    {
        (this.warehouse, this.session, this.parts, this.place) = (warehouse, session, parts, place);
        (gateway, self, landed) = (Context.Parent, Self, OnLanded);
        log = parts.Loggers.CreateLogger<WarehouseActor>();
        due = new DueTimer(parts.Time, () => self.Tell(FellDue.Instance));
        toldDecided = session.CallsDecided;
    }

    /// <inheritdoc/>
    public override string PersistenceId => warehouse.Value;

    public static Props Props(WarehouseId warehouse, WarehouseSession session, WarehouseParts parts, LocalWarehouse place) =>
        Akka.Actor.Props.Create(() => new WarehouseActor(warehouse, session, parts, place));

    /// <inheritdoc/>
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case IParked call:
                Take(call);
                break;
            case Flush:
                isFlushing = false;
                DecideWaiting();
                StartWrite();
                break;
            case FellDue:
                session.LetTimePass(Clock());
                StartWrite();
                break;
            case Sitting sitting:
                session.Seat(sitting.Seats, Clock());
                StartWrite();
                break;
            case SayTold told:
                told.Who.Tell(new SeatNoted(told.Round, session.ToldTo(told.Who, told.Round)), gateway);
                break;
            case StoredAnswerRead read:
                session.AnswerStored(read.Item, read.Turn);
                break;
            case Stop:
                isStopping = true;
                break;
            case Confirmed:
                Begin();
                return;
            case NotConfirmed not:
                End(WarehouseEnd.NotRecovered, not.Cause);
                return;
            default:
                Unhandled(message);
                return;
        }

        HandOut();
        ArmTimer();
        EndIfDone();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        due.Dispose();
        base.PostStop();
    }

    private void Take(IParked call)
    {
        if (waiting.Count == 0 && session.MayDecide)
        {
            session.Decide(call, Clock());
        }
        else
        {
            waiting.Enqueue(call);
        }

        TellDecided(session.CallsDecided - toldDecided >= tellDecidedEvery);

        // Behind what is in the mailbox already: a crowd shares the first row, too.
        if (!isFlushing && !session.IsWriting)
        {
            isFlushing = true;
            self.Tell(Flush.Instance);
        }
    }

    private void DecideWaiting()
    {
        session.ServeSeats(Clock());
        while (session.MayDecide && waiting.TryDequeue(out IParked? call))
        {
            session.Decide(call, Clock());
        }

        TellDecided(session.CallsDecided > toldDecided);
    }

    private void StartWrite()
    {
        ShardHead after = session.Durable;
        ReadOnlySpan<DecidedTurn> batch = session.StartBatch();
        if (batch.Length > 0)
        {
            (writeBegun, proofBegun) = (parts.Time.GetTimestamp(), parts.Store.Watch.Proof.Now());
            PersistAsync(SessionBatches.ToRow(after, batch), landed);
        }
    }

    private void OnLanded(TurnBatch row)
    {
        parts.Store.Watch.Proof.NoteWrite(proofBegun);
        double seconds = parts.Time.GetElapsedTime(writeBegun).TotalSeconds;
        IReadOnlyList<StoredTurn> turns = session.Land();

        // The next row is under way before the answers to this one are handed out.
        StartWrite();
        Publish(turns, seconds);
        DecideWaiting();
        StartWrite();
        HandOut();
        ArmTimer();
        EndIfDone();
    }

    private void Publish(IReadOnlyList<StoredTurn> turns, double seconds)
    {
        place.Feed.Publish(turns);
        HandOut();
        foreach (StoredTurn turn in turns)
        {
            place.Work.Raise(turn.BecameReady);
        }

        parts.Instruments?.Committed(turns.Count, seconds);
        gateway.Tell(new WarehouseGateway.Landed(LastSequenceNr, turns[^1].Seq));
    }

    private void HandOut()
    {
        if (session.Outbox.IsEmpty)
        {
            return;
        }

        foreach (SessionAnswer answer in session.Outbox.Answers)
        {
            answer.HandOut(parts.Store.Watch.Proof);
        }

        foreach (SeatNews news in session.Outbox.News)
        {
            SeatTelling.Tell(news, gateway);
        }

        foreach (StoredAnswerWanted wanted in session.Outbox.Wanted)
        {
            ReadAnswerAsync(wanted).PipeTo(self);
        }

        session.Outbox.Clear();
    }

    private async Task<StoredAnswerRead> ReadAnswerAsync(StoredAnswerWanted wanted)
    {
        try
        {
            JournaledTurn turn = await TurnLookup.ReadAsync(parts.Store.Rows, warehouse, wanted.Seq, CancellationToken.None).ConfigureAwait(false);
            return new(wanted.Item, new StoredTurn(turn.Seq, turn.Turn, turn.Hash, turn.Bytes));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            AnswerNotRead(warehouse.Value, wanted.Seq, e);
            return new(wanted.Item, null);
        }
    }

    private void TellDecided(bool isDue)
    {
        if (isDue)
        {
            toldDecided = session.CallsDecided;
            gateway.Tell(new WarehouseGateway.Decided(toldDecided));
        }
    }

    /// <summary>While nothing may be decided, the end of the write arms it again.</summary>
    private void ArmTimer() => due.Arm(session.MayDecide ? session.NextDue : Instant.Never);

    private void EndIfDone()
    {
        if (session.MustRebuild && session.IsIdle)
        {
            End(WarehouseEnd.InDoubt, null);
        }
        else if (isStopping && session.IsIdle && session.Reading == 0 && waiting.Count == 0)
        {
            End(WarehouseEnd.Stopped, null);
        }
    }

    private void End(WarehouseEnd end, Exception? cause)
    {
        gateway.Tell(new WarehouseGateway.Ended(end, cause));
        Context.Stop(Self);
    }

    private Instant Clock() => Instant.From(parts.Time.GetUtcNow());

    /// <summary>Persist what was decided; behind everything that was in the mailbox when the first call came.</summary>
    private sealed record Flush
    {
        public static readonly Flush Instance = new();
    }

    /// <summary>A lease, hold or date has fallen due.</summary>
    private sealed record FellDue
    {
        public static readonly FellDue Instance = new();
    }

    /// <summary>The stored turn of a repeated command; null when it could not be read.</summary>
    private sealed record StoredAnswerRead(CommandItem Item, StoredTurn? Turn);

    /// <summary>From the gateway, whenever it starts the actor or they change: who sits.</summary>
    internal sealed record Sitting(IReadOnlyList<StationSeat> Seats) : INoSerializationVerificationNeeded;

    /// <summary>From the gateway: a stream wants to know whether it has heard everything of a round.</summary>
    internal sealed record SayTold(IActorRef Who, long Round) : INoSerializationVerificationNeeded;

    /// <summary>From the gateway, when it gives nothing more: end when all that was given is answered.</summary>
    internal sealed record Stop
    {
        public static readonly Stop Instance = new();
    }
}
