using Backorders.Actors.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Which shards operators closed, as this node knows: callers are refused by it at once, and the store refuses rows of such a shard whatever this says. It follows the looks of
/// the store, so it knows within a second what was closed or opened through another node.
/// </summary>
/// <remarks>Used by any thread.</remarks>
internal sealed partial class ClosedShards : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, string> closed = [];
    private readonly Dictionary<int, Hold> held = [];
    private readonly Dictionary<int, long> heldUntil = [];
    private readonly IShardSeals seals;
    private readonly StoreWatch? watch;
    private readonly ILogger log;
    private bool isCutOff;

    /// <param name="seals">Where it is stored.</param>
    /// <param name="watch">Whose looks are followed; null for none.</param>
    /// <param name="log">Where changes and a lost proof are told.</param>
    public ClosedShards(IShardSeals seals, StoreWatch? watch = null, ILogger? log = null)
    {
        (this.seals, this.watch, this.log) = (seals, watch, log ?? NullLogger.Instance);
        watch?.Observe(Follow);
    }

    /// <summary>
    /// Called for each change that this node did not make itself, one at a time. It must not wait: the next look, and with it the node's proof, waits for it.
    /// </summary>
    public Action<SealChange>? Changed { get; set; }

    /// <summary>Reads what is stored.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        IReadOnlyList<ShardSeal> stored = await seals.ListAsync(cancellation).ConfigureAwait(false);
        lock (gate)
        {
            foreach (ShardSeal seal in stored)
            {
                closed[seal.Shard] = seal.Why;
            }
        }
    }

    /// <summary>Why a shard is closed; null when it is open.</summary>
    public string? Why(int shard)
    {
        lock (gate)
        {
            return closed.GetValueOrDefault(shard);
        }
    }

    /// <summary>The shard is closed from here on. To be called while it is held.</summary>
    public void Close(int shard, string why)
    {
        lock (gate)
        {
            closed[shard] = why;
        }
    }

    /// <summary>The shard is open from here on. To be called while it is held.</summary>
    public void Open(int shard)
    {
        lock (gate)
        {
            closed.Remove(shard);
        }
    }

    /// <summary>
    /// This node is about to close or open the shard: until the hold is disposed of, looks leave it alone, for they show what is stored and not what is being done. A look that
    /// began before the end counts for nothing, either. One hold on a shard at a time.
    /// </summary>
    public IDisposable HoldShard(int shard)
    {
        lock (gate)
        {
            Hold hold = new(this, shard);
            held.Add(shard, hold);
            return hold;
        }
    }

    /// <summary>Follows no more looks.</summary>
    public void Dispose() => watch?.Forget(Follow);

    private void Follow(StoreLook look)
    {
        if (look.Seals is not { } stored)
        {
            if (!isCutOff && !watch!.Proof.Holds)
            {
                isCutOff = true;
                IsCutOff(look.Trouble!);
            }

            return;
        }

        if (isCutOff && watch!.Proof.Holds)
        {
            isCutOff = false;
            IsBack();
        }

        foreach (SealChange change in Compare(look.Number, stored.ToDictionary(s => s.Shard, s => s.Why)))
        {
            if (change.Why is { } why)
            {
                WasClosed(change.Shard, why);
            }
            else
            {
                WasOpened(change.Shard);
            }

            Tell(change);
        }
    }

    /// <summary>Looks go on whatever becomes of a change, for the node's proof hangs on them.</summary>
    private void Tell(SealChange change)
    {
        try
        {
            Changed?.Invoke(change);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            NotFollowed(change.Shard, e);
        }
    }

    private List<SealChange> Compare(long look, Dictionary<int, string> stored)
    {
        List<SealChange> changes = [];
        lock (gate)
        {
            foreach (int shard in stored.Keys.Union(closed.Keys).Order().ToArray())
            {
                if (held.ContainsKey(shard) || look <= heldUntil.GetValueOrDefault(shard))
                {
                    continue;
                }

                string? why = stored.GetValueOrDefault(shard);
                if (why is null)
                {
                    closed.Remove(shard);
                    changes.Add(new(shard, null));
                }
                else
                {
                    if (!closed.ContainsKey(shard))
                    {
                        changes.Add(new(shard, why));
                    }

                    closed[shard] = why;
                }
            }
        }

        return changes;
    }

    private void Release(int shard)
    {
        lock (gate)
        {
            held.Remove(shard);
            heldUntil[shard] = watch?.Looks ?? 0;
        }
    }

    private sealed class Hold(ClosedShards owner, int shard) : IDisposable
    {
        private bool isOver;

        public void Dispose()
        {
            if (!isOver)
            {
                isOver = true;
                owner.Release(shard);
            }
        }
    }
}
