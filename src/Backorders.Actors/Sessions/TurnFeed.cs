
namespace Backorders.Actors.Sessions;

/// <summary>
/// The last committed turns of a warehouse, for those who follow it. One ring serves every follower, so none can make it grow: a follower that is further
/// behind than the ring reaches reads the journal until it has caught up.
/// </summary>
internal sealed class TurnFeed(int turnsMax, long bytesMax) : IRecentTurns
{
    private readonly Lock gate = new();
    private StoredTurn?[] ring = [];
    private readonly Pulse pulse = new();
    private long first = 1;
    private long bytes;
    private long durable;

    /// <summary>Fires when turns were committed, or the feed was closed.</summary>
    public Task NextPulse => pulse.Next;

    /// <summary>The last durable turn.</summary>
    public long Durable => Volatile.Read(ref durable);

    /// <summary>Whether nothing more will come.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Begins anew behind a turn that the journal holds.</summary>
    public void Begin(long durableSeq)
    {
        lock (gate)
        {
            Array.Clear(ring);
            first = durableSeq + 1;
            bytes = 0;
            Volatile.Write(ref durable, durableSeq);
        }

        pulse.Fire();
    }

    public void Publish(IReadOnlyList<StoredTurn> turns)
    {
        lock (gate)
        {
            foreach (StoredTurn turn in turns)
            {
                while (first < turn.Seq && (turn.Seq - first >= turnsMax || bytes + turn.Bytes > bytesMax))
                {
                    DropFirst();
                }

                Keep(turn);
            }

            Volatile.Write(ref durable, turns[^1].Seq);
        }

        pulse.Fire();
    }

    /// <summary>The turns after one, as far as they are still here; false when the first of them is not.</summary>
    public bool TryRead(long afterSeq, int max, List<StoredTurn> into)
    {
        lock (gate)
        {
            if (afterSeq + 1 < first)
            {
                return false;
            }

            for (long seq = afterSeq + 1; seq <= durable && into.Count < max; seq++)
            {
                into.Add(ring[seq % ring.Length]!);
            }

            return true;
        }
    }

    /// <summary>A committed turn, if it is still here.</summary>
    public StoredTurn? Find(long seq)
    {
        lock (gate)
        {
            return seq >= first && seq <= durable ? ring[seq % ring.Length] : null;
        }
    }

    public void Close()
    {
        IsClosed = true;
        pulse.Fire();
    }

    private void Keep(StoredTurn turn)
    {
        if (turnsMax == 0 || turn.Bytes > bytesMax)
        {
            first = turn.Seq + 1;
            return;
        }

        if (ring.Length == 0)
        {
            // Most shards hold no warehouse and never need it.
            ring = new StoredTurn?[turnsMax];
        }

        ring[turn.Seq % ring.Length] = turn;
        bytes += turn.Bytes;
    }

    private void DropFirst()
    {
        ref StoredTurn? slot = ref ring[first % ring.Length];
        bytes -= slot!.Bytes;
        slot = null;
        first++;
    }
}
