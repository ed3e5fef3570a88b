using Backorders.Partners.Webhooks;
using System.Collections.Concurrent;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>Two nodes that share a store, a history and a receiver; at first the one serves the warehouse.</summary>
internal sealed class Pair : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Stores and receivers are real: the clocks must not run away from them.</summary>
    private readonly PeriodicTimer pace = new(TimeSpan.FromMilliseconds(5));

    private Pair(Receiver receiver, Bench one, Bench other, Watched watched) => (Receiver, One, Other, Stored) = (receiver, one, other, watched.Cursors);

    public Receiver Receiver { get; }

    public Bench One { get; }

    public Bench Other { get; }

    public ScriptedFeed History => One.Feed;

    /// <summary>Every cursor that was stored, in order.</summary>
    public ConcurrentQueue<long> Stored { get; }

    public static async Task<Pair> StartAsync(Func<IWebhookStore> open)
    {
        ScriptedFeed history = new();
        Watched watched = new();
        Bench one = await Bench.StartAsync(Patient, watched.Watch(open()), node: history.OfNode());
        Bench other = await Bench.StartAsync(Patient, watched.Watch(open()), node: history.OfNode());
        one.Node!.Serves = true;
        return new Pair(await Receiver.StartAsync(), one, other, watched);
    }

    /// <summary>Lets time pass at both nodes until something is so.</summary>
    public async Task UntilAsync(Func<bool> reached)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (!reached())
        {
            Assert.False(patience.IsCancellationRequested, "The point was not reached.");
            await PassAsync(Step);
        }
    }

    /// <summary>Lets so much time pass at both nodes, and what is due then run.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            One.Time.Advance(Step);
            Other.Time.Advance(Step);
            await pace.WaitForNextTickAsync();
        }
    }

    public Task UntilTakenAsync(params long[] cursors) => UntilAsync(() => Receiver.Taken.Count >= cursors.Length);

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
        await Receiver.DisposeAsync();
        pace.Dispose();
    }

    private static void Patient(WebhookOptions options) => (options.AnswerMilliseconds, options.ConnectMilliseconds) = (600_000, 600_000);

    /// <summary>Notes what is stored through any node.</summary>
    private sealed class Watched
    {
        public ConcurrentQueue<long> Cursors { get; } = new();

        public IWebhookStore Watch(IWebhookStore inner) => new BrokenStore(inner) { AfterPosition = p => Cursors.Enqueue(p.Cursor) };
    }
}
