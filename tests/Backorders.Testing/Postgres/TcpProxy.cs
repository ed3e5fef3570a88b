using System.Net;
using System.Net.Sockets;

namespace Backorders.Testing.Postgres;

/// <summary>A wire to a server that a test can cut or block at the worst moment.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly CancellationTokenSource end = new();
    private readonly Task accepting;
    private volatile TaskCompletionSource? frozen;
    private int cutAtAnswer;
    private int cutAtRequest;

    public TcpProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The next answer is swallowed and its connection cut: the server did it and nobody was told.</summary>
    public void CutAtNextAnswer() => Volatile.Write(ref cutAtAnswer, 1);

    /// <summary>The next request is swallowed and its connection cut: the server never heard of it.</summary>
    public void CutAtNextRequest() => Volatile.Write(ref cutAtRequest, 1);

    /// <summary>Nothing passes any more, and nobody is told.</summary>
    public void Freeze() => frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was held up goes on.</summary>
    public void Thaw()
    {
        TaskCompletionSource? held = frozen;
        frozen = null;
        held?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        Thaw();
        listener.Stop();
        await accepting;
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> carrying = [];
        try
        {
            while (true)
            {
                carrying.Add(CarryAsync(await listener.AcceptTcpClientAsync(end.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using TcpClient near = client;
        using TcpClient far = new() { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target, end.Token);
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            await Task.WhenAny(
                PumpAsync(near.GetStream(), far.GetStream(), () => Interlocked.Exchange(ref cutAtRequest, 0) == 1, over.Token),
                PumpAsync(far.GetStream(), near.GetStream(), () => Interlocked.Exchange(ref cutAtAnswer, 0) == 1, over.Token));
            await over.CancelAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The connection is over; both ends are closed on the way out.
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Func<bool> cut, CancellationToken cancellation)
    {
        byte[] buffer = new byte[65_536];
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, cancellation)) > 0 && !cut())
            {
                if (frozen is { } held)
                {
                    await held.Task.WaitAsync(cancellation);
                }

                await to.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One end is gone, so the other is closed too.
        }
    }
}
