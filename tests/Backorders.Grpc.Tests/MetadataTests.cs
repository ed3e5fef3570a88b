using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Grpc.Core;

namespace Backorders.Grpc.Tests;

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
        Assert.Equal("1, 2", string.Join(", ", seen.GetAll("x-twice").Select(entry => entry.Value)));
        Assert.DoesNotContain(seen, entry => entry.Key is "te" or "content-type" or "grpc-accept-encoding");
    }

    [Theory]
    [InlineData("AQI")]
    [InlineData("AQI=")]
    [InlineData("AQI,AQI")]
    public async Task Request_BytesInAnyBase64_AreRead(string wire)
    {
        await using var host = await EchoHost.StartAsync();
        byte[]? seen = null;
        host.Echo.OnSay = (_, context) =>
        {
            seen = context.RequestHeaders.GetValueBytes("x-bin");
            return Task.FromResult(new EchoReply());
        };
        await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(0, []), headers: ("x-bin", wire));
        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public async Task Request_BytesNotBase64_InternalOnceRead()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = (_, context) => Task.FromResult(new EchoReply { Number = context.RequestHeaders.Count });
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(0, []), headers: ("x-bin", "?"));
        Assert.Equal("13", answer.GrpcStatus);
        Assert.Contains("x-bin", answer.Fields["grpc-message"]);
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
            context.ResponseTrailers.Add("x-empty-bin", []);
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
        Assert.Empty(call.GetTrailers().GetValueBytes("x-empty-bin")!);
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
    public async Task Status_SetByTheHandler_CountsWithoutAnException()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = (_, context) =>
        {
            context.Status = new Status(StatusCode.NotFound, "set");
            return Task.FromResult(new EchoReply());
        };
        var e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().SayAsync(new EchoRequest()));
        Assert.Equal(new Status(StatusCode.NotFound, "set"), e.Status);
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
    public async Task Channel_DefaultAndProvidedMetadata_GoWithEveryCallUnlessTheCallSetsThem()
    {
        await using var host = await EchoHost.StartAsync();
        var seen = new List<string?>();
        host.Echo.OnSay = (_, context) =>
        {
            seen.Add($"{context.RequestHeaders.GetValue("authorization")} {context.RequestHeaders.GetValue("x-turn")}");
            return Task.FromResult(new EchoReply());
        };
        var turn = 0;
        var client = host.Client(new()
        {
            DefaultMetadata = new Metadata { { "authorization", "Bearer channel" } },
            MetadataProvider = () => new Metadata { { "x-turn", $"{++turn}" } },
        });
        await client.SayAsync(new EchoRequest());
        await client.SayAsync(new EchoRequest(), new Metadata { { "authorization", "Bearer call" } });
        Assert.Equal(["Bearer channel 1", "Bearer call 2"], seen);
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

    [Fact]
    public void Entry_Invalid_Refused()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("no space", ""));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("", ""));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x", "ü"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x", "a\r\nb"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x", [1]));
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("x", "y"));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("x-bin", [1]).Value);
    }
}
