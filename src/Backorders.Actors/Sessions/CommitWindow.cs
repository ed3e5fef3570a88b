using System.Runtime.InteropServices;
using Backorders.Actors.Turns;

namespace Backorders.Actors.Sessions;

/// <summary>
/// The turns that are decided but not known to be durable, in order, and the answers that wait for them. The first turns may be under way to the store as one
/// batch; turns that are decided meanwhile are the next batch. There is no timer: a single turn is written at once, and many concurrent turns share one write.
/// </summary>
/// <remarks>
/// After a failed write it is not known what is stored. The journal's last turn tells: if this window has decided that very turn, everything up to it is stored and
/// the rest is still to be written. Equal hashes prove it, because each link of the chain covers all turns before it.
/// </remarks>
internal sealed class CommitWindow(int turnsMax, long bytesMax)
{
    private readonly List<DecidedTurn> turns = [];
    private readonly Queue<(long Seq, SessionAnswer Answer, SeatNews? News)> parked = new();
    private ShardHead durable;
    private int underWay;
    private long waitingBytes;
    private long failedSeq;

    /// <summary>The last turn that is known to be durable.</summary>
    public ShardHead Durable => durable;

    /// <summary>Whether nothing is under way and nothing waits.</summary>
    public bool IsIdle => turns.Count == 0 && !HasFailed;

    /// <summary>Whether a batch is under way.</summary>
    public bool IsUnderWay => underWay > 0;

    /// <summary>Whether the write of a batch failed, and it is not known yet what the journal holds of it.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>
    /// Whether the limit of what may wait behind the batch under way is reached: then nothing more is decided until that batch is stored. Answers without a turn count
    /// too; otherwise questions and refusals would pile up without bound behind a write that hangs.
    /// </summary>
    public bool IsFull => turns.Count - underWay >= turnsMax || parked.Count - underWay >= turnsMax || waitingBytes >= bytesMax;

    /// <summary>Begins anew behind a durable turn.</summary>
    public void Begin(ShardHead at)
    {
        Forget();
        durable = at;
    }

    /// <summary>The turn that was added last and is not known to be durable.</summary>
    public DecidedTurn Last => turns[^1];

    /// <summary>Adds a decided turn to the next batch.</summary>
    public void Add(DecidedTurn turn)
    {
        turns.Add(turn);
        waitingBytes += turn.Body.Length;
    }

    /// <summary>Keeps an answer until everything that was decided before it is durable; hands it over at once when it is already.</summary>
    public void Park(SessionAnswer answer, SessionOutbox outbox)
    {
        if (turns.Count == 0)
        {
            outbox.Add(answer);
        }
        else
        {
            parked.Enqueue((turns[^1].Stored.Seq, answer, null));
        }
    }

    /// <summary>Keeps news of a seat, as an answer is kept.</summary>
    public void Park(SeatNews news, SessionOutbox outbox)
    {
        if (turns.Count == 0)
        {
            outbox.Add(news);
        }
        else
        {
            parked.Enqueue((turns[^1].Stored.Seq, default, news));
        }
    }

    /// <summary>A turn that is decided but not known to be durable.</summary>
    public StoredTurn? Find(long seq) =>
        turns.Count > 0 && seq >= turns[0].Stored.Seq && seq <= turns[^1].Stored.Seq ? turns[(int)(seq - turns[0].Stored.Seq)].Stored : null;

    /// <summary>The next batch, from now on under way; empty when one is under way already, or nothing waits, or a failure is not settled.</summary>
    public ReadOnlySpan<DecidedTurn> StartBatch()
    {
        if (IsUnderWay || HasFailed)
        {
            return [];
        }

        underWay = turns.Count;
        waitingBytes = 0;
        return CollectionsMarshal.AsSpan(turns);
    }

    /// <summary>The batch under way is durable: puts its answers into the outbox and returns its turns.</summary>
    public IReadOnlyList<StoredTurn> Land(SessionOutbox outbox)
    {
        IReadOnlyList<StoredTurn> landed = Settle(underWay, outbox);
        underWay = 0;
        return landed;
    }

    /// <summary>Nobody knows what is stored of the batch under way.</summary>
    public void Fail() => HasFailed = true;

    /// <summary>Whether this window has decided the journal's last turn: then everything that it decided since follows from what is stored.</summary>
    public bool HasBeenAt(ShardHead place) => place == durable || (Find(place.LastSeq) is { } turn && turn.Hash == place.Head);

    /// <summary>
    /// Resumes at the journal's last turn, if the window has decided that turn. False if not: another writer's turns are there, or rows are missing. Also false when
    /// the same batch failed twice and none of it is stored: callers must not wait for a store that can be read but takes no rows.
    /// </summary>
    /// <param name="place">The journal's last turn.</param>
    /// <param name="outbox">Gets the answers that rest on what has landed.</param>
    /// <param name="landed">The turns that have landed.</param>
    public bool TryResume(ShardHead place, SessionOutbox outbox, out IReadOnlyList<StoredTurn> landed)
    {
        landed = [];
        if (!HasBeenAt(place))
        {
            return false;
        }

        int count = (int)(place.LastSeq - durable.LastSeq);
        if (HasFailed && count == 0 && turns.Count > 0)
        {
            if (failedSeq == turns[0].Stored.Seq)
            {
                return false;
            }

            failedSeq = turns[0].Stored.Seq;
        }

        landed = Settle(count, outbox);
        underWay = 0;
        waitingBytes = turns.Sum(t => (long)t.Body.Length);
        HasFailed = false;
        return true;
    }

    /// <summary>Forgets everything that is not durable, and hands over the answers that waited for it. News of seats is forgotten, too.</summary>
    public IReadOnlyList<SessionAnswer> Abandon()
    {
        SessionAnswer[] lost = [.. parked.Where(p => p.News is null).Select(p => p.Answer)];
        Forget();
        return lost;
    }

    private StoredTurn[] Settle(int count, SessionOutbox outbox)
    {
        StoredTurn[] landed = new StoredTurn[count];
        for (int i = 0; i < count; i++)
        {
            landed[i] = turns[i].Stored;
        }

        if (count > 0)
        {
            durable = new ShardHead(landed[^1].Seq, landed[^1].Hash);
            turns.RemoveRange(0, count);
        }

        while (parked.TryPeek(out (long Seq, SessionAnswer Answer, SeatNews? News) first) && first.Seq <= durable.LastSeq)
        {
            parked.Dequeue();
            if (first.News is { } news)
            {
                outbox.Add(news);
            }
            else
            {
                outbox.Add(first.Answer);
            }
        }

        return landed;
    }

    private void Forget()
    {
        turns.Clear();
        parked.Clear();
        (underWay, waitingBytes, failedSeq, HasFailed) = (0, 0, 0, false);
    }
}
