using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>A dispatcher over a scripted feed, a store in memory and a clock that the test moves.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string Warehouse = "MAIN";

    public Bench(Action<WebhookOptions>? configure = null, IWebhookStore? store = null, ScriptedFeed? feed = null, NodeFeed? node = null)
    {
        Options = new WebhookOptions { AllowedHosts = ["127.0.0.1"] };
        configure?.Invoke(Options);
        (Store, Feed, Node) = (store ?? new MemoryWebhookStore(), node?.Shared ?? feed ?? new ScriptedFeed(), node);
        SeededRandom random = new(42);
        Dispatcher = new WebhookDispatcher(
            Options, Store, node is null ? Feed : node, Time, NullLogger<WebhookDispatcher>.Instance, null, () => random.Next(1_000) / 1_000.0);
    }

    public WebhookOptions Options { get; }

    public ManualTimeProvider Time { get; } = new();

    public IWebhookStore Store { get; }

    public ScriptedFeed Feed { get; }

    /// <summary>What this node serves, where several share the store.</summary>
    public NodeFeed? Node { get; }

    public WebhookDispatcher Dispatcher { get; }

    public static async Task<Bench> StartAsync(
        Action<WebhookOptions>? configure = null, IWebhookStore? store = null, ScriptedFeed? feed = null, NodeFeed? node = null)
    {
        Bench bench = new(configure, store, feed, node);
        await bench.Dispatcher.StartAsync();
        return bench;
    }

    public async Task<WebhookEndpoint> AddAsync(string url, string id = "wh_1", long from = 0, params string[] warehouses)
    {
        string[] of = warehouses.Length == 0 ? [Warehouse] : warehouses;
        WebhookEndpoint endpoint = new()
        {
            Id = id, Owner = "ACME", Url = url, Warehouses = of, Secrets = [new WebhookSecret(WebhookSignature.NewSecret(), null)], CreatedAt = Time.GetUtcNow(),
        };
        return (await Dispatcher.CreateAsync(endpoint, [.. of.Select(w => new DeliveryPosition(id, w, from))]))!;
    }

    public DeliveryPosition Position(string id = "wh_1") => Dispatcher.LookAsync(id).Result!.Positions[0];

    /// <summary>Waits until a failed try is noted and its wait has begun, and then moves the clock to the next try.</summary>
    public async Task<TimeSpan> ToNextTryAsync(int afterAttempts, string id = "wh_1")
    {
        await UntilAsync(() => Position(id) is { } p && p.Attempts == afterAttempts && p.NextTryAt == Time.NextTimer);
        TimeSpan wait = Time.NextTimer!.Value - Time.GetUtcNow();
        Time.Advance(wait);
        return wait;
    }

    public async Task UntilCursorAsync(long cursor, string id = "wh_1") => await UntilAsync(() => Position(id).Cursor == cursor);

    public async Task UntilSuspendedAsync(SuspensionReason reason, string id = "wh_1") => await UntilAsync(() => Dispatcher.Find(id)!.Suspended == reason);

    /// <summary>Lets the code under test run until it has come to a point; the test's own patience ends one that it never comes to.</summary>
    public static async Task UntilAsync(Func<bool> reached)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (!reached())
        {
            Assert.False(patience.IsCancellationRequested, "The point was not reached.");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Dispatcher.DisposeAsync();
        await Store.DisposeAsync();
    }
}
