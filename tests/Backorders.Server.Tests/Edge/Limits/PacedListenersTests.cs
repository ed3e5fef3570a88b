using System.Diagnostics;
using System.Net;
using System.Text;
using Backorders.Server.Hosting;
using Backorders.Server.Tests.Hostile;
using Backorders.Testing;
using Microsoft.AspNetCore.Connections;

namespace Backorders.Server.Tests.Edge.Limits;

/// <summary>New connections are taken at a pace, whatever the number of ports; nobody is turned away for it.</summary>
public sealed class PacedListenersTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly Sockets sockets = new();

    [Fact]
    public async Task Accept_BeyondAFifthOfASecond_WaitsForItsTurn()
    {
        IConnectionListener port = await BindAsync(new PacedListeners(sockets, 10, clock));
        await port.AcceptAsync();
        await port.AcceptAsync();
        ValueTask<ConnectionContext?> third = port.AcceptAsync();

        clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(2, sockets.Taken);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await third;
        Assert.Equal(3, sockets.Taken);
    }

    [Fact]
    public async Task Accept_OfTwoPorts_SharesOnePace()
    {
        PacedListeners paced = new(sockets, 10, clock);
        IConnectionListener one = await BindAsync(paced);
        IConnectionListener other = await BindAsync(paced);
        await one.AcceptAsync();
        await other.AcceptAsync();
        ValueTask<ConnectionContext?>[] next = [one.AcceptAsync(), other.AcceptAsync()];
        Assert.Equal(2, sockets.Taken);

        clock.Advance(TimeSpan.FromMilliseconds(100));
        await next[0];
        Assert.Equal(3, sockets.Taken);
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await next[1];
        Assert.Equal(4, sockets.Taken);
    }

    [Fact]
    public async Task Accept_AfterQuietTime_HasNoMoreThanAFifthOfASecondAtOnce()
    {
        IConnectionListener port = await BindAsync(new PacedListeners(sockets, 10, clock));
        clock.Advance(TimeSpan.FromHours(1));
        await port.AcceptAsync();
        await port.AcceptAsync();
        Assert.False(port.AcceptAsync().IsCompleted);
    }

    [Fact]
    public async Task Unbind_WhileOneWaits_EndsTheWait()
    {
        IConnectionListener port = await BindAsync(new PacedListeners(sockets, 1, clock));
        await port.AcceptAsync();
        ValueTask<ConnectionContext?> waiting = port.AcceptAsync();
        await port.UnbindAsync();
        Assert.Null(await waiting.AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        await port.DisposeAsync();
    }

    [Fact]
    public async Task Node_TakesAllConnections_AtItsPace()
    {
        await using TestNode node = await TestNode.StartAsync(o => o.Limits.ConnectionsPerSecond = 20);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < 24; i++)
        {
            using RawConnection one = await RawConnection.OpenAsync(node.Node.HttpAddress);
            await one.SendAsync("GET /health/live HTTP/1.1\r\nhost: n\r\n\r\n"u8.ToArray());
            Assert.StartsWith("HTTP/1.1 200 OK", Encoding.ASCII.GetString(await one.ReadSomeAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token)), StringComparison.Ordinal);
        }

        // 4 at once, 20 at 20 a second. A busy machine takes longer, none takes less.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(0.8), TimeSpan.MaxValue);
    }

    private static async Task<IConnectionListener> BindAsync(PacedListeners paced) => await paced.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Ports at each of which a connection always waits to be taken, until they are unbound.</summary>
    private sealed class Sockets : IConnectionListenerFactory
    {
        public int Taken { get; private set; }

        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(new Port(this, endpoint));

        private sealed class Port(Sockets sockets, EndPoint endpoint) : IConnectionListener
        {
            private bool isUnbound;

            public EndPoint EndPoint => endpoint;

            public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
            {
                if (isUnbound)
                {
                    return new((ConnectionContext?)null);
                }

                sockets.Taken++;
                return new(new DefaultConnectionContext());
            }

            public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
            {
                isUnbound = true;
                return ValueTask.CompletedTask;
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
