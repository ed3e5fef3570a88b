using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>The radio between a handheld and the node: a TCP proxy on loopback that can be slow, and that can be cut and mended by hand. Its address stays.</summary>
internal sealed class Network : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, TcpClient> live = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Task accepting;
    private volatile bool isCut;

    /// <param name="node">Where the node listens.</param>
    public Network(Uri node)
    {
        Node = node;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        accepting = AcceptAsync();
    }

    /// <summary>What the browser opens.</summary>
    public Uri Address { get; }

    /// <summary>Where new connections lead, as a balancer decides.</summary>
    public Uri Node { get; set; }

    /// <summary>How long what the browser sends is on its way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Changes what passes: the bytes, and whether the node sent them. Where it makes null of them, the connection ends.</summary>
    public Func<byte[], bool, byte[]?>? Rewrite { get; set; }

    /// <summary>What the browser sends arrives, and no answer comes back: the connection ends in its place.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Ends every connection, and each new one at once.</summary>
    public void Cut()
    {
        isCut = true;
        foreach ((TcpClient browser, TcpClient server) in live)
        {
            // One that has ended by itself meanwhile has no socket any more.
            browser.Client?.Close(0);
            server.Client?.Close(0);
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend() => isCut = false;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                TcpClient browser = await listener.AcceptTcpClientAsync(ended.Token);
                _ = CarryAsync(browser);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient browser)
    {
        using TcpClient near = browser;
        using TcpClient far = new();
        if (isCut)
        {
            near.Client.Close(0);
            return;
        }

        try
        {
            near.NoDelay = far.NoDelay = true;
            await far.ConnectAsync(IPAddress.Loopback, Node.Port);
            live[near] = far;
            if (isCut)
            {
                return;
            }

            await Task.WhenAny(PassAsync(near.GetStream(), far.GetStream(), Delay, isNode: false), PassAsync(far.GetStream(), near.GetStream(), TimeSpan.Zero, isNode: true));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection was cut, which is what a network does.
        }
        finally
        {
            live.TryRemove(near, out _);
        }
    }

    /// <summary>Passes bytes on in their order, each after the delay; what follows does not wait for it.</summary>
    private async Task PassAsync(NetworkStream from, NetworkStream to, TimeSpan delay, bool isNode)
    {
        Channel<(long Due, byte[] Bytes)> way = Channel.CreateUnbounded<(long Due, byte[] Bytes)>();
        Task sending = SendAsync(way.Reader, to);
        try
        {
            byte[] buffer = new byte[16 * 1024];
            while (await from.ReadAsync(buffer, ended.Token) is > 0 and int read)
            {
                byte[]? passed = isNode && LosesAnswers ? null : Rewrite is { } rewrite ? rewrite(buffer[..read], isNode) : buffer[..read];
                if (passed is null)
                {
                    break;
                }

                way.Writer.TryWrite((Environment.TickCount64 + (long)delay.TotalMilliseconds, passed));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // As above.
        }

        way.Writer.TryComplete();
        await sending;
    }

    private async Task SendAsync(ChannelReader<(long Due, byte[] Bytes)> way, NetworkStream to)
    {
        try
        {
            using PeriodicTimer timer = new(Tick);
            await foreach ((long due, byte[] bytes) in way.ReadAllAsync(ended.Token))
            {
                while (Environment.TickCount64 < due)
                {
                    await timer.WaitForNextTickAsync(ended.Token);
                }

                await to.WriteAsync(bytes, ended.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
