namespace Backorders.Actors.Storage;

/// <summary>
/// Whether this node may assume that it still owns its warehouses: for <see cref="Lifetime"/> after the start of its last successful read of the store, by its own monotonic
/// clock. A process that was frozen finds the proof expired when it first asks, before any timer has fired.
/// </summary>
/// <remarks>
/// <para><b>From the start of the read.</b> The store's answer was true at some moment after it was asked. The time of the answer proves nothing, because the process may have
/// been frozen in between.</para>
/// <para><b>Writes.</b> A stored row shows that this node owned one warehouse. It prolongs a proof, but does not renew an expired one: only a look (<see cref="StoreWatch"/>) does,
/// because it also checks whether the cluster has continued without this node.</para>
/// <para>Used by any thread.</para>
/// </remarks>
public sealed class StoreProof
{
    /// <summary>
    /// For how long a proof counts. Shorter than it takes others to find this node missing and to take its warehouses (5 s at least), and longer than two looks, so that one that
    /// is lost is no harm.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly TimeProvider? time;
    private long begun;
    private bool isGiven;
    private bool isOver;

    /// <summary>No proof is there yet.</summary>
    /// <param name="time">The clock: real time, whatever decisions are stamped with.</param>
    public StoreProof(TimeProvider time) => this.time = time;

    private StoreProof()
    {
    }

    /// <summary>That of a store which no other node can write: it always holds.</summary>
    public static StoreProof Always { get; } = new();

    /// <summary>Whether it holds now.</summary>
    public bool Holds
    {
        get
        {
            if (time is null)
            {
                return true;
            }

            lock (gate)
            {
                return HoldsAt(time.GetTimestamp());
            }
        }
    }

    /// <summary>This moment, to be handed back when what begins now has ended well.</summary>
    public long Now() => time?.GetTimestamp() ?? 0;

    /// <summary>A look at the store was good, and the cluster has not gone on without this node.</summary>
    /// <param name="since">When the look began (<see cref="Now"/>).</param>
    public void NoteLook(long since)
    {
        lock (gate)
        {
            if (!isGiven || since > begun)
            {
                (begun, isGiven) = (since, true);
            }
        }
    }

    /// <summary>A row has landed: prolongs a proof that holds.</summary>
    /// <param name="since">When its write began (<see cref="Now"/>).</param>
    public void NoteWrite(long since)
    {
        if (time is null)
        {
            return;
        }

        lock (gate)
        {
            if (since > begun && HoldsAt(time.GetTimestamp()))
            {
                begun = since;
            }
        }
    }

    /// <summary>The cluster went on without this node: it never holds again.</summary>
    public void End()
    {
        lock (gate)
        {
            isOver = true;
        }
    }

    private bool HoldsAt(long now) => isGiven && !isOver && time!.GetElapsedTime(begun, now) < Lifetime;
}
