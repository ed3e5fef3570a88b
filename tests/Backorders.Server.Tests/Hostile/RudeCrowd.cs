using System.IO.Compression;
using System.Text;
using Backorders.Server.Tests.Edge;
using Backorders.Testing;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests.Hostile;

/// <summary>Clients without manners. Each round of theirs is some of all that they do.</summary>
internal sealed class RudeCrowd : IDisposable
{
    private const int OpenMax = 1_000;

    private static readonly byte[] preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];

    private readonly Uri http;
    private readonly Uri grpc;
    private readonly string key;
    private readonly SeededRandom random = new(2026);
    private readonly Queue<RawConnection> open = new();
    private readonly List<AsyncServerStreamingCall<SubscribeResponse>> unread;
    private readonly byte[] bomb;
    private readonly byte[] scan;

    /// <summary>Opens what they never read: subscriptions, with a key, which flow control stops.</summary>
    /// <param name="http">Where the node speaks HTTP/1.1.</param>
    /// <param name="grpc">Where it speaks gRPC.</param>
    /// <param name="client">One of them has a key: whose subscriptions are never read.</param>
    /// <param name="key">That key.</param>
    /// <param name="wanted">What the others would have booked.</param>
    public RudeCrowd(Uri http, Uri grpc, BackordersClient client, string key, ReceiveRequest wanted)
    {
        (this.http, this.grpc, this.key) = (http, grpc, key);
        scan = Encoding.UTF8.GetBytes(Google.Protobuf.JsonFormatter.Default.Format(wanted));
        unread = [.. Enumerable.Range(0, 20).Select(_ => client.Events.Subscribe(new SubscribeRequest { Warehouse = wanted.Warehouse }))];
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[50_000_000]);
        }

        bomb = RawGrpc.Frame(1, packed.ToArray());
    }

    /// <summary>How all that was answered was answered.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>Requests of which a part was sent.</summary>
    public int HalfSent { get; private set; }

    public async Task RoundAsync(int half)
    {
        for (int i = 0; i < half; i++)
        {
            await SendHalfAsync();
        }

        await ResetAsync();
        await BombAsync(key, "8"); // with a key it is unpacked, up to the largest message
        await BombAsync("nobody", "16", "8"); // not looked at any more, when too many keys of the address were wrong
        foreach (string path in (string[])["/backorders.v1.receiving/receive", "/BACKORDERS.V1.RECEIVING/RECEIVE", "/backorders.v1.Receiving/Receive"])
        {
            RawGrpc.Answer answer = await RawGrpc.PostAsync(http, path, "application/json", scan, http2: false);
            Heard.Add($"{answer.HttpStatus} {answer.Text}");
        }
    }

    public void Dispose()
    {
        unread.ForEach(static s => s.Dispose());
        open.ToList().ForEach(static o => o.Dispose());
    }

    /// <summary>A part of a request: of its head, its body, or a frame. The last thousand are open.</summary>
    private async Task SendHalfAsync()
    {
        bool isHttp2 = HalfSent++ % 3 == 2;
        RawConnection one = await RawConnection.OpenAsync(isHttp2 ? grpc : http);
        byte[] whole = isHttp2
            ? [.. preface, 0, 0, 30, 1, 4, 0, 0, 0, 1]
            : Encoding.ASCII.GetBytes("POST /backorders.v1.Receiving/Receive HTTP/1.1\r\nhost: n\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{\"warehouse\":");
        await one.SendAsync(whole[..random.Next(isHttp2 ? preface.Length : 1, whole.Length + 1)]);
        open.Enqueue(one);
        if (open.Count > OpenMax)
        {
            open.Dequeue().Dispose();
        }
    }

    /// <summary>Hundreds of streams on one connection, each opened and taken back at once.</summary>
    private async Task ResetAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        using RawConnection one = await RawConnection.OpenAsync(grpc);
        List<byte> bytes = [.. preface];
        for (int stream = 1; stream < 1_000; stream += 2)
        {
            byte[] id = [0, 0, (byte)(stream >> 8), (byte)(stream & 0xff)];
            bytes.AddRange([0, 0, 3, 1, 4, .. id, 0x83, 0x86, 0x84, 0, 0, 4, 3, 0, .. id, 0, 0, 0, 8]); // POST, http, /; CANCEL
        }

        await one.SendAsync([.. bytes]);
        await one.EndAsync(patience.Token);
    }

    private async Task BombAsync(string by, params string[] expected)
    {
        RawGrpc.Answer answer = await RawGrpc.PostAsync(
            grpc, "/backorders.v1.Receiving/Receive", "application/grpc", bomb, true, ("grpc-encoding", "gzip"), ("authorization", "Bearer " + by));
        if (!expected.Contains(answer.GrpcStatus))
        {
            throw new InvalidOperationException($"A gzip bomb was answered with status {answer.GrpcStatus}, not {string.Join(" or ", expected)}.");
        }
    }
}
