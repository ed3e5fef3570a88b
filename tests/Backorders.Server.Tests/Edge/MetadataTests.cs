using Backorders.Server.Edge;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Tests.Edge;

public sealed class MetadataTests
{
    [Fact]
    public async Task Request_TextAndBytes_ReachTheHandler()
    {
        await using var host = await EchoHost.StartAsync();
        Metadata? seen = null;
        host.Echo.OnSay = (_, context) =>
        {
            seen = context.RequestHeaders;
            return Task.FromResult(new EchoReply());
        };
        var sent = new Metadata { { "X-Text", "a, b" }, { "x-bytes-bin", [0, 255, 7] }, { "x-empty-bin", [] }, { "x-twice", "1" }, { "x-twice", "2" } };
        await host.Client().SayAsync(new EchoRequest(), sent);
        Assert.NotNull(seen);
        Assert.Equal("a, b", seen.GetValue("x-text"));
        Assert.Equal([0, 255, 7], seen.GetValueBytes("x-bytes-bin"));
        Assert.Empty(seen.GetValueBytes("x-empty-bin")!);
        Assert.Equal("1, 2", seen.GetValue("x-twice"));
        Assert.DoesNotContain(seen, entry => entry.Key is "te" or "content-type" or "grpc-accept-encoding");
    }

    [Fact]
    public async Task Response_HeadersAndTrailers_ReachTheClient()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-head", "h" }, { "x-head-bin", [1] } });
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.WriteResponseHeadersAsync([]));
            context.ResponseTrailers.Add("x-tail", "t");
            context.ResponseTrailers.Add("x-twice", "1");
            context.ResponseTrailers.Add("x-twice", "2");
            return new EchoReply();
        };
        using var call = host.Client().SayAsync(new EchoRequest());
        var headers = await call.ResponseHeadersAsync;
        Assert.Equal("h", headers.GetValue("x-head"));
        Assert.Equal([1], headers.GetValueBytes("x-head-bin"));
        await call;
        Assert.Equal("t", call.GetTrailers().GetValue("x-tail"));
        Assert.Equal(["1", "2"], call.GetTrailers().GetAll("x-twice").Select(entry => entry.Value));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("100 % ü – 棚\n\"")]
    [InlineData("%41")]
    [InlineData("")]
    public async Task Status_AnyMessage_ArrivesUnchanged(string message)
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = (_, _) => throw new RpcException(new Status(StatusCode.Aborted, message), new Metadata { { "x-why", "because" } });
        var e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().SayAsync(new EchoRequest()));
        Assert.Equal(new Status(StatusCode.Aborted, message), e.Status);
        Assert.Equal("because", e.Trailers.GetValue("x-why"));
    }

    [Fact]
    public async Task Status_AfterMessagesOfAStream_MessagesArriveFirst()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnRepeat = async (_, replies, _) =>
        {
            await replies.WriteAsync(new EchoReply { Number = 1 });
            throw new RpcException(new Status(StatusCode.DataLoss, "gone"));
        };
        using var call = host.Client().Repeat(new EchoRequest());
        Assert.True(await call.ResponseStream.MoveNext());
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.DataLoss, e.StatusCode);
    }

    [Fact]
    public async Task Context_HostPeerMethod_AreKnown()
    {
        await using var host = await EchoHost.StartAsync();
        var seen = "";
        host.Echo.OnSay = (_, context) =>
        {
            seen = $"{context.Method} {context.Host} {context.Peer[..15]}";
            Assert.Equal(DateTime.MaxValue, context.Deadline);
            return Task.FromResult(new EchoReply());
        };
        await host.Client().SayAsync(new EchoRequest());
        Assert.Equal($"{RawGrpc.SayPath} {host.Http2.Authority} ipv4:127.0.0.1:", seen);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("100 % ü – 棚\n\"")]
    [InlineData("%41")]
    public void EarlyAnswer_AnyMessage_IsWrittenAsTheLibraryReadsIt(string message)
    {
        HeaderDictionary headers = [];
        EarlyAnswer.Put(headers, new Status(StatusCode.Aborted, message));
        Assert.Equal("10", headers["grpc-status"]);
        Assert.Equal(message, Uri.UnescapeDataString(headers["grpc-message"].ToString()));
        Assert.All(headers["grpc-message"].ToString(), c => Assert.InRange(c, ' ', '~'));
    }
}
