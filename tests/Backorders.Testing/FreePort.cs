using System.Net;
using System.Net.Sockets;

namespace Backorders.Testing;

/// <summary>
/// Ports on loopback for processes that are told theirs before they start. They lie below those from which the system takes one for each outgoing connection, so that no browser or client gets one
/// between the choice and the start (Linux 32768, others 49152 upwards; RFC 6335, 6).
/// </summary>
public static class FreePort
{
    private const int First = 12_000;
    private const int Count = 20_000;

    /// <summary>Test processes run beside each other, so each begins somewhere else.</summary>
    private static int last = Environment.ProcessId * 37 % Count;

    /// <summary>A port that nobody listens at, and that this process has not given out before.</summary>
    public static int Take()
    {
        for (int tries = 0; tries < Count; tries++)
        {
            int port = First + (Interlocked.Increment(ref last) & int.MaxValue) % Count;
            using TcpListener listener = new(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // somebody listens there
            }
        }

        throw new InvalidOperationException($"All ports from {First} to {First + Count - 1} of this machine are taken.");
    }
}
