using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.ReadModel.WhatIf;

/// <summary>
/// One column of a comparison: a warehouse that gets the same orders, trucks, corrections and hours as the record and decides anew under its own policy.
/// Used by one thread at a time.
/// </summary>
internal sealed class SimulatedWarehouse
{
    /// <summary>
    /// Turns at one time after which time stands still. What falls due at once is worked off in parts (<see cref="Limits.DueQueuesMax"/>), so some follow each other; these are
    /// enough for 2.5 million queues.
    /// </summary>
    private const int TurnsAtOnceMax = 10_000;

    private readonly Crew crew;
    private readonly CommandRebuilder rebuilder;
    private readonly Scorecard scorecard;
    private readonly WorkRecord record;
    private readonly SortedDictionary<string, long> skipped = new(StringComparer.Ordinal);
    private readonly HashSet<OrderKey> onHold = [];
    private readonly SetPolicy? policy;
    private bool policySet;
    private Instant now;

    /// <param name="start">The state at the window's start; belongs to this object from here.</param>
    /// <param name="record">How the stations worked.</param>
    /// <param name="policy">What decides all through the window, for an owner or for all that have no rules of their own; null for what was in force.</param>
    /// <param name="scorecard">Counts what comes of it.</param>
    /// <param name="from">When the window begins.</param>
    public SimulatedWarehouse(Warehouse start, WorkRecord record, SetPolicy? policy, Scorecard scorecard, Instant from)
    {
        (Warehouse, this.record, this.policy, this.scorecard, now) = (start, record, policy, scorecard, from);
        crew = new Crew(record, this);
        rebuilder = new CommandRebuilder(start);
        foreach (OrderView order in start.ListOpenOrders())
        {
            scorecard.Begin(order);
            if (order.Hold is not null)
            {
                onHold.Add(order.Order);
            }
        }

        crew.TakeOver([.. start.ListOpenTasks()], from);
        SetOwnPolicy();
    }

    public Warehouse Warehouse { get; }

    public bool IsOnHold(OrderKey order) => onHold.Contains(order);

    /// <summary>Takes a turn of the record: what was due before it, then what was asked for in it.</summary>
    public void Play(in HistoryTurn turn)
    {
        PassTime(new Moment(turn.At, turn.Seq));
        if (turn.ByTime)
        {
            return;
        }

        foreach (Command command in rebuilder.Of(turn, Skip))
        {
            if (!IsReplaced(command))
            {
                Do(command, turn.At);
                SetOwnPolicy();
            }
        }
    }

    /// <summary>Lets the window end.</summary>
    public PolicyOutcome Finish(Instant to)
    {
        PassTime(new Moment(to, Moment.Last));
        if (record.Shorts > crew.Shorts)
        {
            skipped["ReportShort: NoSuchTask"] = record.Shorts - crew.Shorts;
        }

        return scorecard.Close(to) with
        {
            PolicyVersion = (policy?.Owner is { } owner ? Warehouse.PolicyOf(owner) : Warehouse.Policy).Version,
            TasksPaired = crew.Paired,
            TasksBorrowed = crew.Borrowed,
            Skipped = skipped,
            ConservationFaults = Warehouse.GetFigures().ConservationFaults,
        };
    }

    /// <summary>Carries out a command; one that no longer fits is counted by its name and its refusal's.</summary>
    public void Do(Command command, Instant at)
    {
        if (Try(command, at) is { } refused)
        {
            Skip($"{command.GetType().Name}: {refused.Reason}");
        }
    }

    /// <summary>Carries out a command that may be refused for now.</summary>
    public Refused? Try(Command command, Instant at)
    {
        now = at > now ? at : now;
        Turn turn = Warehouse.Execute(command, now);
        if (turn.Events.Count > 0)
        {
            Note(turn.Events);
        }

        return turn.Refused;
    }

    /// <summary>Changes the state without asking the domain: for leases, which the crew gives itself.</summary>
    public void Apply(Event change, Instant at)
    {
        now = at > now ? at : now;
        Warehouse.Apply(change, now);
    }

    /// <summary>Changes of the rules that the proposed ones stand for; those for others stay.</summary>
    private bool IsReplaced(Command command) => policy is not null && command switch
    {
        SetPolicy c => c.Owner == policy.Owner,
        DropPolicy c => c.Owner == policy.Owner,
        _ => false,
    };

    private void Skip(string what) => skipped[what] = skipped.GetValueOrDefault(what) + 1;

    /// <summary>A warehouse must be opened before it can have rules, and a window may begin before that.</summary>
    private void SetOwnPolicy()
    {
        if (!policySet && policy is not null && Warehouse.IsOpen)
        {
            policySet = true;
            Do(policy, now);
        }
    }

    private void PassTime(Moment until)
    {
        (Instant At, int Turns) last = (default, 0);
        while (true)
        {
            Instant due = Warehouse.NextDue;
            Moment step = crew.Next;
            if (due <= until.At && due <= step.At)
            {
                Do(new AdvanceTime(), due);
                last = (due, due == last.At ? last.Turns + 1 : 1);
                if (last.Turns > TurnsAtOnceMax)
                {
                    throw new InvalidOperationException($"Time stands still at {due}: what is due then does not end.");
                }
            }
            else if (step.CompareTo(until) <= 0)
            {
                now = step.At > now ? step.At : now;
                crew.Step(now);
            }
            else
            {
                return;
            }
        }
    }

    private void Note(IReadOnlyList<Event> events)
    {
        scorecard.Take(events, now);
        for (int i = 0; i < events.Count; i++)
        {
            switch (events[i])
            {
                case UnitsAllocated e:
                    crew.Take(e.Task, e.Source == Source.Storage ? TaskKind.StoragePick : TaskKind.CrossDock, e.Item, now);
                    break;
                case PickedUnitsTakenBack e:
                    crew.Take(e.PutBack, TaskKind.PutBack, e.Item, now);
                    break;
                case TaskShort e:
                    crew.Take(e.Count, TaskKind.Count, Warehouse.GetTask(e.Count)!.Item, now);
                    break;
                case StrayFound e:
                    crew.Take(e.PutBack, TaskKind.PutBack, e.Item, now);
                    break;
                case ContainerDivided e when e.BreakDown != default:
                    crew.Take(e.BreakDown, TaskKind.BreakDown, new SkuKey(e.Owner, e.Parts[0].Sku), now);
                    break;
                case LotReleased:
                    crew.RecallEnded(now);
                    break;
                case OrderHeld e:
                    onHold.Add(e.Order);
                    break;
                case OrderReleased e:
                    onHold.Remove(e.Order);
                    crew.Released(e.Order, now);
                    break;
                case PaymentReported e:
                    crew.Released(e.Order, now);
                    break;
                case OrderFallBackEnded e:
                    crew.Released(e.Order, now);
                    break;
            }
        }
    }
}
