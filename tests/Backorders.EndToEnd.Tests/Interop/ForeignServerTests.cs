using System.IO.Compression;
using Backorders.EndToEnd.Tests.Interop.Support;
using Backorders.Server.Tests.Edge;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;

namespace Backorders.EndToEnd.Tests.Interop;

/// <summary>Our client against a foreign server; the two classes below name the server.</summary>
public abstract class ForeignServerTests
{
    internal abstract Task<(PeerProcess Server, int Port)> ServeAsync();

    protected async Task AllShapesAsync()
    {
        var (server, port) = await ServeAsync();
        await using var _ = server;
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var client = new Echo.EchoClient(channel);
        var payload = ByteString.CopyFrom(new byte[1_000_000]);
        Assert.Equal(payload, (await client.SayAsync(new EchoRequest { Payload = payload })).Payload);
        Assert.Equal(new EchoReply(), await client.SayAsync(new EchoRequest()));

        using var collect = client.Collect();
        for (var i = 1; i <= 1000; i++)
        {
            await collect.RequestStream.WriteAsync(new EchoRequest { Number = i });
        }

        await collect.RequestStream.CompleteAsync();
        Assert.Equal(500_500, (await collect).Number);

        using var repeat = client.Repeat(new EchoRequest { Number = 1000, Text = "t" });
        Assert.Equal(1000, await CountAsync(repeat.ResponseStream));

        using var chat = client.Chat();
        for (var i = 0; i < 100; i++)
        {
            await chat.RequestStream.WriteAsync(new EchoRequest { Number = i });
            Assert.True(await chat.ResponseStream.MoveNext());
            Assert.Equal(i, chat.ResponseStream.Current.Number);
        }

        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext());
    }

    protected async Task MetadataAndErrorsAsync()
    {
        var (server, port) = await ServeAsync();
        await using var _ = server;
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var client = new Echo.EchoClient(channel);
        using var call = client.SayAsync(new EchoRequest { Text = "metadata" }, new Metadata { { "x-text", "hello" }, { "x-bytes-bin", [0, 255, 1] } });
        Assert.Equal("hello AP8B", (await call).Text);
        Assert.Equal("h", (await call.ResponseHeadersAsync).GetValue("x-head"));
        Assert.Equal("t", call.GetTrailers().GetValue("x-tail"));

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(new EchoRequest { Text = "refuse" }));
        Assert.Equal(new Status(StatusCode.FailedPrecondition, "closed – ü %"), refused.Status);
        Assert.Equal([1, 2], refused.Trailers.GetValueBytes("x-why-bin")!);

        var late = await Assert.ThrowsAsync<RpcException>(
            async () => await client.SayAsync(new EchoRequest { Text = "wait" }, deadline: DateTime.UtcNow.AddMilliseconds(300)));
        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);

        using var cancel = new CancellationTokenSource();
        var waiting = client.SayAsync(new EchoRequest { Text = "wait" }, cancellationToken: cancel.Token);
        cancel.Cancel();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await waiting)).StatusCode);
    }

    protected async Task GzipAsync()
    {
        var (server, port) = await ServeAsync();
        await using var _ = server;
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new GrpcChannelOptions { CompressionProviders = [new GzipCompressionProvider(CompressionLevel.Fastest)] });
        var client = new Echo.EchoClient(channel);
        var gzip = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        var payload = ByteString.CopyFrom(new byte[100_000]);
        Assert.Equal(payload, (await client.SayAsync(new EchoRequest { Payload = payload }, gzip)).Payload);

        // An empty message is sent plain: grpc-js cannot read one that was compressed.
        Assert.Equal(new EchoReply(), await client.SayAsync(new EchoRequest()));
    }

    private static async Task<int> CountAsync(IAsyncStreamReader<EchoReply> replies)
    {
        var count = 0;
        await foreach (var reply in replies.ReadAllAsync())
        {
            Assert.Equal(count++, reply.Number);
        }

        return count;
    }
}
