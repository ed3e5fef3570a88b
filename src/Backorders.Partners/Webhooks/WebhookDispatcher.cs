using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Backorders.Partners.Webhooks.Delivery;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Partners.Webhooks.Targets;
using Microsoft.Extensions.Logging;

namespace Backorders.Partners.Webhooks;

/// <summary>
/// All endpoints and their couriers: what a host starts, asks and changes. Changes are made one after the other, each with the endpoint's couriers at rest, so that
/// none of them sees half of one; deliveries of other endpoints go on meanwhile. Where nodes share the store, each delivers what happens in the warehouses that it
/// serves, and hears within about a second what others have changed.
/// </summary>
/// <remarks>Members may be called from any thread. Those that take an endpoint's id give null, or false, when there is none.</remarks>
public sealed partial class WebhookDispatcher : IAsyncDisposable
{
    private readonly WebhookOptions options;
    private readonly IWebhookStore store;
    private readonly IWebhookFeed feed;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly TargetPolicy targets;
    private readonly WebhookSender sender;
    private readonly CourierHost host;
    private readonly ConcurrentDictionary<string, EndpointRuntime> endpoints = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim changes = new(1);
    private readonly CancellationTokenSource ending = new();
    private Task sharing = Task.CompletedTask;
    private long generation;
    private bool delivers;

    /// <summary>Builds a dispatcher; nothing is delivered before <see cref="StartAsync"/>.</summary>
    /// <param name="options">How; not to be changed afterwards.</param>
    /// <param name="store">Where endpoints are kept. The caller disposes of it, afterwards.</param>
    /// <param name="feed">What happens.</param>
    /// <param name="time">The clock of retries, windows and timestamps.</param>
    /// <param name="log">Where its logs go.</param>
    /// <param name="instruments">Where it counts; null to count nowhere.</param>
    /// <param name="chance">Draws from 0 to below 1, for the waits between tries.</param>
    /// <param name="resolve">Finds a host's addresses; null for the system's resolver.</param>
    public WebhookDispatcher(
        WebhookOptions options, IWebhookStore store, IWebhookFeed feed, TimeProvider time, ILogger<WebhookDispatcher> log, WebhookInstruments? instruments,
        Func<double> chance, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        (this.options, this.store, this.feed, this.time, this.log) = (options, store, feed, time, log);
        targets = new TargetPolicy(options, resolve);
        sender = new WebhookSender(options, targets, time);
        host = new CourierHost
        {
            Options = options, Store = store, Feed = feed, Sender = sender, Retries = new RetryPlan(options, chance), Clock = time, Log = log,
            Instruments = instruments, Note = Note, SuspendAsync = SuspendForCourierAsync,
        };
        instruments?.Observe(Lag, Suspended);
    }

    /// <summary>Whether the endpoints have been read: before that, none is known.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Reads the endpoints and begins to deliver, unless the options say that this node does not.</summary>
    /// <exception cref="WebhookStoreException">The store cannot be read.</exception>
    public async Task StartAsync()
    {
        await changes.WaitAsync().ConfigureAwait(false);
        try
        {
            await ReadAllAsync().ConfigureAwait(false);
        }
        finally
        {
            changes.Release();
        }

        sharing = store.IsShared ? ShareAsync(ending.Token) : Task.CompletedTask;
    }

    /// <summary>Ends deliveries; what is under way is given up and comes again with the next start. Changes are still possible, but nothing is delivered.</summary>
    public async Task StopAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await sharing.ConfigureAwait(false);
        await changes.WaitAsync().ConfigureAwait(false);
        try
        {
            delivers = false;
            foreach (EndpointRuntime runtime in endpoints.Values)
            {
                runtime.RequestStop();
            }

            foreach (EndpointRuntime runtime in endpoints.Values)
            {
                await runtime.StopAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            changes.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        sender.Dispose();
        ending.Dispose();
    }

    /// <summary>Whether deliveries may go to a URL, as its text and its host's addresses are now.</summary>
    /// <exception cref="FormatException">It is no URL that deliveries could go to, or its host is not known.</exception>
    /// <exception cref="TargetNotAllowedException">It may not be called; the message says what would be right.</exception>
    public async Task CheckTargetAsync(string url, CancellationToken cancellation)
    {
        Uri target = targets.Parse(url);
        try
        {
            await targets.ResolveAsync(target, cancellation).ConfigureAwait(false);
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new FormatException($"names the host {target.Host}, which is not known: {e.Message}", e);
        }
    }

    /// <summary>An endpoint as this node knows it; null when it knows none of that id.</summary>
    public WebhookEndpoint? Find(string id) => endpoints.GetValueOrDefault(id)?.Endpoint;

    /// <summary>An endpoint, also one that another node has just made; null when there is none of that id.</summary>
    /// <exception cref="WebhookStoreException">The store cannot be read.</exception>
    public async Task<WebhookEndpoint?> FindAsync(string id)
    {
        if (Find(id) is { } known)
        {
            return known;
        }

        if (!store.IsShared)
        {
            return null;
        }

        await changes.WaitAsync().ConfigureAwait(false);
        try
        {
            await ReadChangesAsync().ConfigureAwait(false);
            return Find(id);
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>An endpoint with where it stands.</summary>
    /// <exception cref="WebhookStoreException">The store cannot be read.</exception>
    public async Task<WebhookSnapshot?> LookAsync(string id)
    {
        if (endpoints.GetValueOrDefault(id) is not { } runtime || await ReadAsync(runtime).ConfigureAwait(false) is not { } now)
        {
            return null;
        }

        return new WebhookSnapshot(now.Endpoint, now.Positions, await store.CountDeadLettersAsync(id).ConfigureAwait(false));
    }

    /// <summary>The endpoints of an owner, or of everybody when null, in the order of their making.</summary>
    /// <exception cref="WebhookStoreException">The store cannot be read.</exception>
    public async Task<IReadOnlyList<WebhookSnapshot>> ListAsync(string? owner)
    {
        List<WebhookSnapshot> found = [];
        foreach (WebhookEndpoint endpoint in endpoints.Values.Select(r => r.Endpoint).Where(e => owner is null || e.Owner == owner).OrderBy(e => e.CreatedAt).ThenBy(e => e.Id, StringComparer.Ordinal))
        {
            if (await LookAsync(endpoint.Id).ConfigureAwait(false) is { } snapshot)
            {
                found.Add(snapshot);
            }
        }

        return found;
    }

    /// <summary>The last tries of an endpoint, the latest first.</summary>
    public IReadOnlyList<DeliveryAttempt> Attempts(string id) => endpoints.GetValueOrDefault(id)?.Attempts ?? [];

    /// <summary>Dead letters of an endpoint, in order.</summary>
    /// <exception cref="WebhookStoreException">The store cannot be read.</exception>
    public async Task<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string id, int skip, int take) =>
        await store.ListDeadLettersAsync(id, skip, take).ConfigureAwait(false);

    private async Task ReadAllAsync()
    {
        generation = await store.ReadGenerationAsync().ConfigureAwait(false);
        (IReadOnlyList<WebhookEndpoint> stored, IReadOnlyList<DeliveryPosition> positions) = await store.LoadAsync().ConfigureAwait(false);
        delivers = options.Enabled;
        foreach (WebhookEndpoint endpoint in stored)
        {
            EndpointRuntime runtime = new(endpoint, CouriersOf(endpoint, positions));
            endpoints[endpoint.Id] = runtime;
            StartCouriers(runtime);
        }

        IsStarted = true;
        if (stored.Count > 0)
        {
            LogStarted(stored.Count, stored.Count(e => e.Suspended != SuspensionReason.None));
        }
    }

    private void StartCouriers(EndpointRuntime runtime)
    {
        if (delivers)
        {
            runtime.Start(feed);
        }
    }

    private void Note(WebhookEndpoint endpoint, DeliveryAttempt attempt) => endpoints.GetValueOrDefault(endpoint.Id)?.Note(attempt, options.DeliveriesKept);

    /// <summary>Of the warehouses that are served here; the others' nodes tell of theirs.</summary>
    private IEnumerable<Measurement<long>> Lag() => endpoints.Values.Select(r => new Measurement<long>(
        r.Positions.Where(p => !feed.ServedHere(p.Warehouse).IsCancellationRequested).Select(p => Math.Max(feed.HighWater(p.Warehouse) - p.Cursor, 0)).DefaultIfEmpty().Max(),
        new KeyValuePair<string, object?>("endpoint", r.Endpoint.Id)));

    private IEnumerable<Measurement<long>> Suspended() => Enum.GetValues<SuspensionReason>().Where(r => r != SuspensionReason.None).Select(
        reason => new Measurement<long>(endpoints.Values.Count(e => e.Endpoint.Suspended == reason), new KeyValuePair<string, object?>("reason", reason.ToString())));
}
