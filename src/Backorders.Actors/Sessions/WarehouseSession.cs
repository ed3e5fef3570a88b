using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Sessions;

/// <summary>
/// Decides a warehouse's turns and which answers may be sent. It handles repeated commands, due dates before commands, the hash chain, commands that make the domain
/// throw, and the batches in which turns are stored. Pure: no thread, clock, log or store. Inputs are its methods; results are returned or put into <see cref="Outbox"/>.
/// </summary>
/// <remarks>
/// <para><b>Order.</b> Calls are decided in the order in which they are put in. State runs ahead of the journal; answers do not, not even refusals.</para>
/// <para><b>A write.</b> <see cref="StartBatch"/> hands out what was decided since the last one; one batch at a time is under way. <see cref="Land"/> says that it is
/// durable. <see cref="FailBatch"/> says that its outcome is unknown; then nothing is decided until <see cref="TryResume"/> or <see cref="Begin"/>.</para>
/// <para><b>A failed write.</b> The journal's last turn tells what was stored. If the session has decided that turn, <see cref="TryResume"/> resumes there. If not,
/// <see cref="Abandon"/> forgets what is not durable, and <see cref="Begin"/> starts from the journal's state. Then commands that are in the journal get their stored
/// answer, and all other callers get a transient refusal and send the same key again.</para>
/// <para><b>A command that makes the domain throw</b> leaves the state in doubt: <see cref="MustRebuild"/> says so, nothing more is decided, and when what was decided
/// before it is durable the state is to be built anew from the journal.</para>
/// <para>Used by one thread at a time. It may be handed from one owner to another, as long as only one uses it.</para>
/// </remarks>
internal sealed partial class WarehouseSession
{
    /// <summary>The refusal of a command when it is not known whether it is stored.</summary>
    public static readonly Refused NotStored = Refused.Because(
        Refusal.StoreUnavailable, "The store did not accept the change in time. Send the same command again under the same key: it is never done twice.");

    private readonly SessionOptions options;
    private readonly IRecentTurns recent;
    private readonly ISessionObserver observer;
    private readonly CommitWindow window;
    private readonly WarehouseId[] served;
    private readonly List<SessionAnswer> lost = [];
    private readonly Dictionary<CommandItem, long> reading = [];
    private long readingsBegun;
    private ShardFold fold = new();

    /// <param name="options">How it decides.</param>
    /// <param name="recent">Durable turns that need not be read.</param>
    /// <param name="observer">Hears what it met.</param>
    public WarehouseSession(SessionOptions options, IRecentTurns recent, ISessionObserver observer)
    {
        (this.options, this.recent, this.observer) = (options, recent, observer);
        served = [.. options.Warehouses.Order()];
        window = new(options.BatchTurnsMax, options.BatchBytesMax);
    }

    /// <summary>What is to be handed out and read. Whoever runs the session empties it after each input.</summary>
    public SessionOutbox Outbox { get; } = new();

    /// <summary>The last turn that is known to be durable.</summary>
    public ShardHead Durable => window.Durable;

    /// <summary>The last turn that was decided.</summary>
    public ShardHead Decided => new(fold.LastSeq, fold.Head);

    /// <summary>Whether everything that was decided is durable.</summary>
    public bool IsIdle => window.IsIdle;

    /// <summary>Whether a batch is under way.</summary>
    public bool IsWriting => window.IsUnderWay;

    /// <summary>Whether the state is in doubt, because a command made the domain fail.</summary>
    public bool MustRebuild { get; private set; }

    /// <summary>Whether something may be decided now.</summary>
    public bool MayDecide => !MustRebuild && !window.HasFailed && !window.IsFull;

    /// <summary>Repeated commands whose stored answer is being read.</summary>
    public int Reading => reading.Count;

    /// <summary>How many calls were put in so far.</summary>
    public long CallsDecided { get; private set; }

    /// <summary>Where the snapshot stands that the state began with; 0 when it began with none.</summary>
    public long SnapshotSeq => fold.SnapshotSeq;

    /// <summary>The state with all that was decided, durable or not.</summary>
    internal ShardFold State => fold;

    /// <summary>
    /// The state as it is, for a snapshot. Only to be used while <see cref="IsIdle"/>: otherwise it is ahead of the journal.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something that was decided is not durable.</exception>
    public ShardFold DurableState => IsIdle && !MustRebuild
        ? fold
        : throw new InvalidOperationException($"The state stands at {fold.LastSeq}, the journal at {window.Durable.LastSeq}: it is no snapshot.");

    /// <summary>Starts from a state that is the fold of the journal, and answers those who waited when the last one was abandoned.</summary>
    public void Begin(ShardFold durable)
    {
        if (!window.IsIdle)
        {
            throw new InvalidOperationException("What was decided before must be durable or abandoned first.");
        }

        (fold, MustRebuild) = (durable, false);
        window.Begin(new ShardHead(durable.LastSeq, durable.Head));
        seats.NoteRebuilt();
        AnswerLost();
    }

    /// <summary>The next batch to be stored; from now on it is under way. Empty when there is nothing to store, or one is under way already.</summary>
    public ReadOnlySpan<DecidedTurn> StartBatch() => window.StartBatch();

    /// <summary>The batch under way is durable. Its answers go to the outbox.</summary>
    /// <returns>Its turns.</returns>
    public IReadOnlyList<StoredTurn> Land() => window.Land(Outbox);

    /// <summary>Nobody knows what is stored of the batch under way.</summary>
    public void FailBatch() => window.Fail();

    /// <summary>Whether the session could go on from this place of the journal.</summary>
    public bool HasBeenAt(ShardHead place) => !MustRebuild && window.HasBeenAt(place);

    /// <summary>Goes on from the journal's last turn, where the session has been at it.</summary>
    /// <param name="place">The journal's last turn.</param>
    /// <param name="landed">The turns that have landed after all.</param>
    /// <returns>Whether it goes on. If not, <see cref="Abandon"/> is next.</returns>
    public bool TryResume(ShardHead place, out IReadOnlyList<StoredTurn> landed)
    {
        landed = [];
        return !MustRebuild && window.TryResume(place, Outbox, out landed);
    }

    /// <summary>Forgets what is not durable. Those who waited for it are answered by <see cref="Begin"/> or <see cref="RefuseLost"/>.</summary>
    public void Abandon() => lost.AddRange(window.Abandon());

    /// <summary>Refuses those who waited for what was abandoned.</summary>
    /// <param name="why">What they are told; null when nobody will know any more what became of it.</param>
    public void RefuseLost(Refused? why = null)
    {
        foreach (SessionAnswer answer in lost)
        {
            Outbox.Add(new SessionAnswer(answer.Call, why ?? NotStored));
        }

        lost.Clear();
    }

    /// <summary>Gives back the repeated commands whose stored answer is no longer being read, in their order. They must be submitted again.</summary>
    public IReadOnlyList<CommandItem> TakeBackReading()
    {
        CommandItem[] unread = [.. reading.OrderBy(r => r.Value).Select(r => r.Key)];
        reading.Clear();
        return unread;
    }

    /// <summary>Answers the callers that waited when a write failed: commands that are in the journal were carried out, all others were not.</summary>
    private void AnswerLost()
    {
        SessionAnswer[] waited = [.. lost];
        lost.Clear();
        foreach (SessionAnswer answer in waited)
        {
            if (answer.Call is CommandItem { Outcome: not null } item
                && fold.Find(item.Request.Warehouse) is { } hosted
                && hosted.Answers.TryGet(item.Request.Key, out _)
                && AnswerAgain(item, hosted))
            {
                continue;
            }

            Outbox.Add(new SessionAnswer(answer.Call, NotStored));
        }
    }

    private void Park(IParked call, Refused? refused = null) => window.Park(new SessionAnswer(call, refused), Outbox);
}
