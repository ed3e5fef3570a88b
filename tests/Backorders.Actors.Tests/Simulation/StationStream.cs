using Backorders.Actors.Sessions;
using Backorders.Domain.Ids;
using Backorders.Domain.Views;

namespace Backorders.Actors.Tests.Simulation;

/// <summary>One stream of a station: it registers with whoever has the warehouse, hears what is leased to it, and checks each word against the table.</summary>
internal sealed class StationStream(World world, SimulatedTable table, SessionBug bug, StationId station, int number, int capacity)
{
    private readonly SeatHearing hearing = new();
    private readonly Wire toOwner = new(world);
    private readonly Wire toStation = new(world);
    private readonly Dictionary<FencingToken, TaskView> told = [];
    private Owner? owner;

    public StationId Station => station;

    /// <summary>The order in which streams were opened.</summary>
    public int Number => number;

    /// <summary>The name in its lease turns.</summary>
    public string Actor => $"seat {station}";

    public int Capacity { get; private set; } = capacity;

    public bool IsOpen { get; private set; } = true;

    /// <summary>What its station was told of, by token.</summary>
    public IReadOnlyDictionary<FencingToken, TaskView> Told => told;

    /// <summary>Registers with an owner, for the first time or again.</summary>
    public void Register(Owner at)
    {
        if (!IsOpen || (bug == SessionBug.StaysWithADeadOwner && owner is not null))
        {
            return;
        }

        if (owner is { } before && before != at)
        {
            // Who hands the warehouse over knows its seats no more. One that is cut off keeps them.
            toOwner.Send(() => before.Leave(this));
        }

        owner = at;
        hearing.BeginRound();
        SendSeat();
    }

    public void SetCapacity(int wanted)
    {
        Capacity = wanted;
        world.Wish(station, wanted);
        SendSeat();
    }

    /// <summary>What was lost without anything behind it is found by asking now and then.</summary>
    public void Check()
    {
        if (!IsOpen || owner is not { } at)
        {
            return;
        }

        long round = hearing.Round;
        toOwner.Send(() =>
        {
            long sent = at.ToldTo(this, round);
            bool sits = at.Sits(this, round);
            toStation.Send(() =>
            {
                if (round == hearing.Round && (!sits || sent > hearing.Heard))
                {
                    world.Note("found that news was lost");
                    Register(at);
                }
            });
        });
    }

    /// <summary>Goes, in good order or without a word.</summary>
    public void Close(bool says)
    {
        IsOpen = false;
        if (says && owner is { } at)
        {
            toOwner.Send(() => at.Leave(this));
        }
    }

    /// <summary>A newer stream has the station's place.</summary>
    public void LosePlace() => toStation.Send(() => IsOpen = false);

    /// <summary>News is on its way from an owner.</summary>
    public void Tell(Owner from, SeatNews news) => toStation.Send(() => Hear(from, news));

    private void SendSeat()
    {
        if (owner is { } at)
        {
            (long round, int wanted) = (hearing.Round, Capacity);
            toOwner.Send(() => at.Seat(this, round, wanted));
        }
    }

    private void Hear(Owner from, SeatNews news)
    {
        if (!IsOpen || from != owner || !hearing.TryHear(news.Round, news.Number, out bool isLost))
        {
            if (IsOpen && from == owner && hearing.Round == news.Round && news.Number > hearing.Heard)
            {
                world.Note("missed news");
                Register(from);
            }

            return;
        }

        switch (news)
        {
            case SeatWelcome welcome:
                bool isFirst = !hearing.IsWelcomed;
                foreach (TaskView task in hearing.Welcome(welcome.Found.Held))
                {
                    world.Note(isFirst ? "was told what its station held" : "was told what it had not heard of");
                    told[task.Token] = task;
                }

                break;
            case SeatOffer offer:
                HearOffer(offer);
                break;
        }
    }

    private void HearOffer(SeatOffer offer)
    {
        world.Note("was offered tasks");
        StoredTurnCheck(offer.Turn);
        IReadOnlyList<TaskView> unheard = hearing.Offer(offer.Tasks);
        if (unheard.Count < offer.Tasks.Count)
        {
            world.Note("was offered what it knew");
        }

        foreach (TaskView task in unheard)
        {
            world.Ledger.HearOffer(station, number, task.Task, task.Token);
            if (!told.TryAdd(task.Token, task))
            {
                world.Ledger.Fault($"Stream {number} of {station} was offered lease {task.Token} as new, and knew it.");
            }
        }
    }

    private void StoredTurnCheck(DecidedTurn turn)
    {
        bool isStored = table.Rows.Any(r => r.Batch.Header.Holds(turn.Stored.Seq) && r.Batch.Bodies[(int)(turn.Stored.Seq - r.Batch.FirstSeq)].Span.SequenceEqual(turn.Body.Span));
        if (!isStored)
        {
            world.Ledger.Fault($"{station} was offered what turn {turn.Stored.Seq} leased before that was stored.");
        }
    }
}
