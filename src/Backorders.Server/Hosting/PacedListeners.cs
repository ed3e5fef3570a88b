using System.Net;
using Backorders.Server.Edge.Limits;
using Microsoft.AspNetCore.Connections;

namespace Backorders.Server.Hosting;

/// <summary>
/// Takes new connections of all ports at a pace. Those beyond it wait in the system's queue, where they cost the node nothing: to take and to lose a connection costs as much as a few scans, and a
/// client that opens and breaks thousands a second would take the processors from all who are connected. Source: HAProxy's <c>rate-limit sessions</c>, which does the same.
/// </summary>
/// <param name="inner">What listens.</param>
/// <param name="perSecond">Connections a second; a fifth of it at once.</param>
/// <param name="clock">What they come by.</param>
internal sealed class PacedListeners(IConnectionListenerFactory inner, int perSecond, TimeProvider clock) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>So many of a second's connections may come at once: more of them would be felt by the calls of that moment.</summary>
    private const double AtOnceSeconds = 0.2;

    private readonly TokenBucket pace = new(perSecond, Math.Max(1, perSecond * AtOnceSeconds), clock);

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => (inner as IConnectionListenerFactorySelector)?.CanBind(endpoint) ?? true;

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await inner.BindAsync(endpoint, cancellationToken).ConfigureAwait(false), pace, clock);

    private sealed class Listener(IConnectionListener inner, TokenBucket pace, TimeProvider clock) : IConnectionListener
    {
        private readonly CancellationTokenSource unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            TimeSpan wait = pace.Take();
            if (wait > TimeSpan.Zero)
            {
                // Who unbinds waits for this to end: the listener itself then says that nobody comes any more.
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, unbound.Token);
                await Task.Delay(wait, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return await inner.AcceptAsync(cancellationToken).ConfigureAwait(false);
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await inner.UnbindAsync(cancellationToken).ConfigureAwait(false);
            await unbound.CancelAsync().ConfigureAwait(false);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            unbound.Dispose();
        }
    }
}
