using System.Threading.Channels;

namespace Backorders.Actors.Storage;

/// <summary>
/// Reads a shared store once a second (a look). Each successful look proves that this node may still answer (<see cref="Proof"/>), and shows which shards are sealed, through
/// whichever node. Both take one statement.
/// </summary>
public sealed class StoreWatch : IAsyncDisposable
{
    /// <summary>Time between two looks at a store that several nodes share. Also how late a node may learn that another one closed a shard.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, ValueTask<IReadOnlyList<ShardSeal>>> look;
    private readonly Channel<bool> wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource ending = new();
    private readonly Lock gate = new();
    private readonly List<Action<StoreLook>> observers = [];
    private readonly ITimer? timer;
    private readonly Task looking;
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long looks;

    /// <param name="look">
    /// Reads the closed shards. It ends by itself within seconds, and fails with a <see cref="JournalException"/> when the store does not answer or this node must not believe it.
    /// </param>
    /// <param name="proof">What its looks prove.</param>
    /// <param name="time">The clock of its pauses; null to look only when it is told to, for a store that no other node can write.</param>
    internal StoreWatch(Func<CancellationToken, ValueTask<IReadOnlyList<ShardSeal>>> look, StoreProof proof, TimeProvider? time = null)
    {
        (this.look, Proof) = (look, proof);
        looking = LookOnAsync();
        timer = time?.CreateTimer(static watch => ((StoreWatch)watch!).LookNow(), this, Every, Every);
        if (timer is not null)
        {
            LookNow();
        }
    }

    /// <summary>Whether this node may answer.</summary>
    public StoreProof Proof { get; }

    /// <summary>The number of the last look that has begun.</summary>
    public long Looks => Interlocked.Read(ref looks);

    /// <summary>Ends with the first look, good or not.</summary>
    public Task FirstAsync(CancellationToken cancellation) => first.Task.WaitAsync(cancellation);

    /// <summary>Looks as soon as the look that is under way has ended. Returns at once.</summary>
    public void LookNow() => wanted.Writer.TryWrite(true);

    /// <summary>Has each look told, in their order and one at a time. What is called must not wait, for the next look waits for it.</summary>
    public void Observe(Action<StoreLook> seen)
    {
        lock (gate)
        {
            observers.Add(seen);
        }
    }

    /// <summary>Tells no more looks.</summary>
    public void Forget(Action<StoreLook> seen)
    {
        lock (gate)
        {
            observers.Remove(seen);
        }
    }

    /// <summary>Ends the looks.</summary>
    public async ValueTask DisposeAsync()
    {
        if (timer is not null)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }

        wanted.Writer.TryComplete();
        await ending.CancelAsync().ConfigureAwait(false);
        await looking.ConfigureAwait(false);
    }

    private async Task LookOnAsync()
    {
        while (await wanted.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            wanted.Reader.TryRead(out _);
            StoreLook seen = await LookAsync().ConfigureAwait(false);
            first.TrySetResult();
            if (ending.IsCancellationRequested)
            {
                return;
            }

            Action<StoreLook>[] told;
            lock (gate)
            {
                told = [.. observers];
            }

            foreach (Action<StoreLook> tell in told)
            {
                tell(seen);
            }
        }
    }

    private async Task<StoreLook> LookAsync()
    {
        long number = Interlocked.Increment(ref looks);
        long since = Proof.Now();
        try
        {
            IReadOnlyList<ShardSeal> seals = await look(ending.Token).ConfigureAwait(false);
            Proof.NoteLook(since);
            return new(number, seals, Trouble: null);
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            return new(number, Seals: null, e.Message);
        }
    }
}
