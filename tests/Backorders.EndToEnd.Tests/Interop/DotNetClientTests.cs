using Backorders.EndToEnd.Tests.Interop.Support;
using Backorders.Server.Tests.Edge;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Backorders.EndToEnd.Tests.Interop;

/// <summary>The official .NET client against a node, in the four shapes of a call, as the foreign clients are.</summary>
public sealed class DotNetClientTests : IAsyncLifetime
{
    private EchoHost host = null!;
    private GrpcChannel channel = null!;
    private Echo.EchoClient client = null!;

    public async Task InitializeAsync()
    {
        host = await InteropEcho.StartAsync();
        channel = host.Channel();
        client = new Echo.EchoClient(channel);
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Unary_AnySize_IsAnswered()
    {
        Assert.Equal(new EchoReply { Text = "ä", Number = 7 }, await client.SayAsync(new EchoRequest { Text = "ä", Number = 7 }));
        Assert.Equal(new EchoReply(), await client.SayAsync(new EchoRequest()));
        ByteString large = ByteString.CopyFrom(new byte[3_000_000]);
        Assert.Equal(large, (await client.SayAsync(new EchoRequest { Payload = large })).Payload);
        Assert.Equal(3, client.Say(new EchoRequest { Number = 3 }).Number);
    }

    [Fact]
    public async Task ServerStream_ManyMessages_ArriveInOrder()
    {
        using AsyncServerStreamingCall<EchoReply> call = client.Repeat(new EchoRequest { Number = 10_000, Text = "some text" });
        int expected = 0;
        await foreach (EchoReply reply in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(expected++, reply.Number);
        }

        Assert.Equal(10_000, expected);
    }

    [Fact]
    public async Task ClientStream_ManyMessages_AreCollected()
    {
        using AsyncClientStreamingCall<EchoRequest, EchoReply> call = client.Collect();
        for (int i = 1; i <= 1_000; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Number = i });
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(500_500, (await call).Number);
    }

    [Fact]
    public async Task Duplex_PingPong_EachIsAnsweredBeforeTheNext()
    {
        using AsyncDuplexStreamingCall<EchoRequest, EchoReply> call = client.Chat();
        for (int i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Number = i });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(i, call.ResponseStream.Current.Number);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Metadata_BothWays_Travels()
    {
        using AsyncUnaryCall<EchoReply> call = client.SayAsync(new EchoRequest { Text = "metadata" }, new Metadata { { "x-text", "hello" }, { "x-bytes-bin", [0, 255, 1] } });
        Assert.Equal("hello AP8B", (await call).Text);
        Assert.Equal("h", (await call.ResponseHeadersAsync).GetValue("x-head"));
        Assert.Equal([1, 2, 3], call.GetTrailers().GetValueBytes("x-tail-bin")!);
    }

    [Fact]
    public async Task Error_WithDetails_IsRead()
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(new EchoRequest { Text = "refuse" }));
        Assert.Equal((StatusCode.FailedPrecondition, "lane 7 is closed – ü %"), (e.StatusCode, e.Status.Detail));
        Assert.Equal("LANE_CLOSED", e.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task Error_AfterMessages_ComesBehindThem()
    {
        using AsyncServerStreamingCall<EchoReply> call = client.Repeat(new EchoRequest { Number = -1 });
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Aborted, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public async Task Deadline_AndCancellation_EndTheCall()
    {
        RpcException late = await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(new EchoRequest { Text = "wait" }, deadline: DateTime.UtcNow.AddMilliseconds(300)));
        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        using CancellationTokenSource cancel = new();
        AsyncUnaryCall<EchoReply> waiting = client.SayAsync(new EchoRequest { Text = "wait" }, cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await waiting)).StatusCode);
        Assert.Equal(2, (await client.SayAsync(new EchoRequest { Number = 2 })).Number);
    }

    [Fact]
    public async Task Gzip_Requests_AreUnpacked()
    {
        Metadata gzip = new() { { "grpc-internal-encoding-request", "gzip" } };
        ByteString payload = ByteString.CopyFrom(new byte[100_000]);
        Assert.Equal(payload, (await client.SayAsync(new EchoRequest { Payload = payload }, gzip)).Payload);
        Assert.Equal(new EchoReply(), await client.SayAsync(new EchoRequest(), gzip));
    }

    [Fact]
    public async Task TooLarge_IsRefused()
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[5_000_000]) }));
        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
    }

    [Fact]
    public async Task ManyAtOnce_AllAreAnswered()
    {
        EchoReply[] replies = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => client.SayAsync(new EchoRequest { Number = i }).ResponseAsync));
        Assert.Equal(Enumerable.Range(0, 500), replies.Select(r => r.Number));
    }
}
