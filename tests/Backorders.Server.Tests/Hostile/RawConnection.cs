using System.Net.Sockets;

namespace Backorders.Server.Tests.Hostile;

/// <summary>A connection that says whatever bytes a test wants, and hears what comes until the other side closes.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawConnection> OpenAsync(Uri node)
    {
        RawConnection made = new();
        await made.socket.ConnectAsync(node.Host, node.Port);
        return made;
    }

    /// <summary>Sends what it can: whoever is refused early closes while it is still told more.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            for (int sent = 0; sent < bytes.Length;)
            {
                sent += await socket.SendAsync(bytes.AsMemory(sent));
            }
        }
        catch (SocketException)
        {
            // It was closed; what was said before can be read.
        }
    }

    /// <summary>Says that nothing more comes, and reads until the node has closed.</summary>
    public Task<byte[]> EndAsync(CancellationToken cancel)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It is closed already.
        }

        return ReadAsync(cancel);
    }

    /// <summary>Reads what comes first; nothing when the node has closed.</summary>
    public async Task<byte[]> ReadSomeAsync(CancellationToken cancel)
    {
        byte[] buffer = new byte[16_384];
        try
        {
            return buffer[..await socket.ReceiveAsync(buffer.AsMemory(), cancel)];
        }
        catch (SocketException)
        {
            return [];
        }
    }

    /// <summary>Reads until the node has closed.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancel)
    {
        using MemoryStream heard = new();
        byte[] buffer = new byte[16_384];
        try
        {
            for (int got; (got = await socket.ReceiveAsync(buffer.AsMemory(), cancel)) > 0;)
            {
                heard.Write(buffer, 0, got);
            }
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }

        return heard.ToArray();
    }

    /// <summary>Ends it as a client does that is gone: with a reset.</summary>
    public void Dispose()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}
