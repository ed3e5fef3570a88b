using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Backorders.Testing;

/// <summary>A label printer on loopback: it takes raw bytes, keeps each label that came whole, and answers <c>~HS</c> as a Zebra does, or behaves as badly as a test wants.</summary>
public sealed class FakeZebra : IAsyncDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentBag<Task> serving = [];
    private readonly ConcurrentQueue<string> labels = new();
    private readonly ConcurrentBag<TcpClient> connections = [];
    private TcpListener listener = new(IPAddress.Loopback, 0);
    private Task accepting;

    public FakeZebra()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync(listener);
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The labels that came whole, in order.</summary>
    public IReadOnlyList<string> Labels => [.. labels];

    /// <summary>Connections that it took.</summary>
    public int Connections => connections.Count;

    /// <summary>Whether it says that it is out of labels.</summary>
    public bool IsOutOfLabels { get; set; }

    /// <summary>How many labels it says it has still to print.</summary>
    public int Left { get; set; }

    /// <summary>Whether it takes connections and then neither reads nor answers.</summary>
    public bool Hangs { get; set; }

    /// <summary>Whether it answers <c>~HS</c> at all.</summary>
    public bool TellsStatus { get; set; } = true;

    /// <summary>After so many bytes of a label it resets the connection; 0 for never.</summary>
    public int BreaksAfter { get; set; }

    /// <summary>Takes no connections any more, as one that is switched off.</summary>
    public async Task SwitchOffAsync()
    {
        listener.Stop();
        await accepting;
    }

    /// <summary>Takes connections again, at the same port.</summary>
    public void SwitchOn()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        accepting = AcceptAsync(listener);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await SwitchOffAsync();
        foreach (TcpClient connection in connections)
        {
            connection.Dispose();
        }

        await Task.WhenAll(serving);
        ended.Dispose();
    }

    private async Task AcceptAsync(TcpListener by)
    {
        try
        {
            while (true)
            {
                TcpClient connection = await by.AcceptTcpClientAsync();
                connections.Add(connection);
                serving.Add(ServeAsync(connection));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was switched off.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using (connection)
        {
            try
            {
                if (Hangs)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended.Token);
                }

                NetworkStream stream = connection.GetStream();
                StringBuilder text = new();
                byte[] bytes = new byte[4096];
                int read;
                while ((read = await stream.ReadAsync(bytes, ended.Token)) > 0)
                {
                    text.Append(Encoding.Latin1.GetString(bytes, 0, read));
                    if (BreaksAfter > 0 && text.ToString().IndexOf("^XA", StringComparison.Ordinal) is >= 0 and var begin && text.Length - begin > BreaksAfter)
                    {
                        connection.Client.Close(0); // with bytes unread or not, nobody is told more
                        return;
                    }

                    await TakeAsync(stream, text);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The agent is gone, or the test is over.
            }
        }
    }

    /// <summary>Takes whole labels and questions off the front of what came.</summary>
    private async Task TakeAsync(NetworkStream stream, StringBuilder came)
    {
        while (true)
        {
            string text = came.ToString();
            if (text.StartsWith("~HS", StringComparison.Ordinal))
            {
                came.Remove(0, 3);
                if (TellsStatus)
                {
                    string paper = IsOutOfLabels ? "1" : "0";
                    string answer = $"\u0002030,{paper},0,1245,{Left:000},0,0,0,000,0,0,0\u0003\r\n\u0002000,0,0,0,0,2,4,0,00000000,1,000\u0003\r\n\u00021234,0\u0003\r\n";
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), ended.Token);
                }
            }
            else if (text.StartsWith("^XA", StringComparison.Ordinal) && text.IndexOf("^XZ", StringComparison.Ordinal) is > 0 and var end)
            {
                labels.Enqueue(text[..(end + 3)]);
                came.Remove(0, end + 3);
            }
            else if (text.Length > 0 && char.IsWhiteSpace(text[0]))
            {
                came.Remove(0, 1);
            }
            else
            {
                return;
            }
        }
    }
}
