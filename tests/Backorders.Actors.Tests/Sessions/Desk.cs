using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Tests.Sessions;

/// <summary>A session and what is stored of it, both in the hands of a test: nothing happens by itself.</summary>
internal sealed class Desk : ISessionObserver, IRecentTurns
{
    private readonly Dictionary<long, StoredTurn> recent = [];

    public Desk(int batchTurnsMax = 100, long batchBytesMax = 1_000_000)
    {
        Session = new(new SessionOptions("desk", [Yard.Warehouse], batchTurnsMax, batchBytesMax, 1), this, this);
        Session.Begin(new ShardFold());
        Decide(new(Yard.Warehouse, CommandKey.None, CommandDigest.None, "node", new OpenWarehouse("Europe/Berlin", [Yard.Door], [new("L1")])));
        Decide(Yard.Items);
        Store();
        Session.Land();
        HandOut();
    }

    public WarehouseSession Session { get; }

    public Instant Clock { get; set; } = Instant.From(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    /// <summary>What is stored, in order.</summary>
    public List<DecidedTurn> Journal { get; } = [];

    public ShardHead Head => Journal.Count == 0 ? default : new ShardHead(Journal[^1].Stored.Seq, Journal[^1].Stored.Hash);

    public List<string> Faults { get; } = [];

    /// <summary>Turns that the session finds without reading.</summary>
    public bool Forgetful { get; set; }

    /// <summary>Puts a command in.</summary>
    public Asked Decide(CommandRequest request)
    {
        CommandItem item = new(request);
        Session.Decide(item, Clock);
        HandOut();
        return new Asked(item);
    }

    /// <summary>Stores the next batch, and says nothing of it to the session.</summary>
    /// <returns>How many turns it had.</returns>
    public int Store(int? onlyFirst = null)
    {
        DecidedTurn[] batch = Session.StartBatch().ToArray();
        foreach (DecidedTurn turn in batch.Take(onlyFirst ?? batch.Length))
        {
            Journal.Add(turn);
            recent[turn.Stored.Seq] = turn.Stored;
        }

        return batch.Length;
    }

    /// <summary>Starts the next batch, which is lost on its way.</summary>
    public int Lose() => Store(onlyFirst: 0);

    public void HandOut()
    {
        foreach (SessionAnswer answer in Session.Outbox.Answers)
        {
            answer.HandOut();
        }

        StoredAnswerWanted[] wanted = [.. Session.Outbox.Wanted];
        Session.Outbox.Clear();
        foreach (StoredAnswerWanted want in wanted)
        {
            Wanted.Add(want);
        }
    }

    public List<StoredAnswerWanted> Wanted { get; } = [];

    /// <summary>The fold of what is stored.</summary>
    public ShardFold Fold()
    {
        ShardFold fold = new();
        foreach (DecidedTurn turn in Journal)
        {
            fold.Apply(TurnCodec.Decode(turn.Body.Span), turn.Stored.Seq, turn.Stored.Hash);
        }

        return fold;
    }

    /// <summary>What another owner of the warehouse would store behind the journal's last turn.</summary>
    public void StoreByAnother(CommandRequest request)
    {
        ShardFold fold = Fold();
        HostedWarehouse hosted = fold.FindOrAdd(Yard.Warehouse);
        TurnRecord record = new(Yard.Warehouse, Clock, request.Key, request.Digest, "another", hosted.Warehouse.Execute(request.Command, Clock).Events);
        byte[] body = TurnCodec.Encode(record);
        Journal.Add(new(new(fold.LastSeq + 1, record, fold.Head.Next(body), body.Length), body));
    }

    public string StateHash => SnapshotCodec.StateHash(Session.DurableState.FindOrAdd(Yard.Warehouse).Warehouse);

    StoredTurn? IRecentTurns.Find(long seq) => Forgetful ? null : recent.GetValueOrDefault(seq);

    void ISessionObserver.CommandRefused(Refusal reason)
    {
    }

    void ISessionObserver.AnsweredAgain()
    {
    }

    void ISessionObserver.CommandFailed(string incident, Command command, CommandKey key, Exception fault) => Faults.Add(incident);

    void ISessionObserver.ClockStopped(WarehouseId warehouse, Instant due) => Faults.Add($"clock stopped at {due}");

    void ISessionObserver.InvariantBroken(WarehouseId warehouse, long seq, string fault) => Faults.Add(fault);
}
