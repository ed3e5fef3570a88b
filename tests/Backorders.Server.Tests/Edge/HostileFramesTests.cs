using System.IO.Compression;
using Grpc.Core;

namespace Backorders.Server.Tests.Edge;

/// <summary>What the server answers to requests that no honest client sends.</summary>
public sealed class HostileFramesTests
{
    private static readonly byte[] Empty = RawGrpc.Frame(0, []);

    [Theory]
    [InlineData("flag 2", 2, 0)]
    [InlineData("trailer flag", 128, 0)]
    [InlineData("compressed without encoding", 1, 0)]
    [InlineData("shorter than its length", 0, 10)]
    public async Task Frame_Malformed_Internal(string _, byte flag, int claimed)
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(flag, [], claimed));
        Assert.Equal(200, answer.HttpStatus);
        Assert.Equal("13", answer.GrpcStatus);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task Unary_NotExactlyOneMessage_Internal(byte[] body)
    {
        await using var host = await EchoHost.StartAsync();
        Assert.Equal("13", (await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", body)).GrpcStatus);
    }

    [Fact]
    public async Task Message_NotProtobuf_Internal()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(0, [0x0A, 0x7F, 1]));
        Assert.Equal("13", answer.GrpcStatus);
        Assert.StartsWith("A message cannot be parsed", answer.Fields["grpc-message"]);
    }

    [Fact]
    public async Task Message_LengthOverTheLimit_ResourceExhaustedBeforeItIsSent()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(0, [], int.MaxValue));
        Assert.Equal("8", answer.GrpcStatus);
    }

    [Fact]
    public async Task Message_LengthWithHighBit_Internal()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(0, [], -1));
        Assert.Equal("13", answer.GrpcStatus);
    }

    [Fact]
    public async Task Gzip_Bomb_ResourceExhausted()
    {
        await using var host = await EchoHost.StartAsync();
        var packed = Pack(new byte[20_000_000]);
        Assert.InRange(packed.Length, 1, 100_000);
        var answer = await RawGrpc.PostAsync(
            host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(1, packed), headers: ("grpc-encoding", "gzip"));
        Assert.Equal("8", answer.GrpcStatus);
    }

    [Fact]
    public async Task Gzip_NotGzip_Internal()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(
            host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(1, [1, 2, 3]), headers: ("grpc-encoding", "gzip"));
        Assert.Equal("13", answer.GrpcStatus);
    }

    [Fact]
    public async Task Compression_Unknown_UnimplementedNamingTheKnown()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(1, []), headers: ("grpc-encoding", "snappy"));
        Assert.Equal("12", answer.GrpcStatus);
        Assert.Contains("gzip", answer.Fields["grpc-accept-encoding"]);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/grpcx")]
    [InlineData(null)]
    public async Task ContentType_Unknown_415NamingTheKnown(string? contentType)
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, contentType, Empty);
        Assert.Equal(415, answer.HttpStatus);
        Assert.Contains("application/json", answer.Fields["Accept-Post"]);
    }

    [Fact]
    public async Task ContentType_GrpcOverHttp1_UpgradeRequired()
    {
        await using var host = await EchoHost.StartAsync();
        Assert.Equal(426, (await RawGrpc.PostAsync(host.Http1, RawGrpc.SayPath, "application/grpc", Empty, http2: false)).HttpStatus);
    }

    [Theory]
    [InlineData("/backorders.tests.echo.Echo/Shout")]
    [InlineData("/backorders.tests.echo.Echo/say")]
    [InlineData("/nobody.Service/Say")]
    public async Task Method_Unknown_Unimplemented(string path)
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http2, path, "application/grpc", Empty);
        Assert.Equal(200, answer.HttpStatus);
        Assert.Equal("12", answer.GrpcStatus);
    }

    [Fact]
    public async Task Path_UnknownWithoutGrpc_404()
    {
        await using var host = await EchoHost.StartAsync();
        Assert.Equal(404, (await RawGrpc.PostAsync(host.Http1, "/nobody.Service/Say", "application/json", [], http2: false)).HttpStatus);
    }

    [Fact]
    public async Task Timeout_Longest_IsNoProblem()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", Empty, headers: ("grpc-timeout", "99999999H"));
        Assert.Equal("0", answer.GrpcStatus);
    }

    [Fact]
    public async Task Handler_Throws_UnknownWithoutTheText()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = (_, _) => throw new InvalidOperationException("a secret");
        var e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().SayAsync(new EchoRequest()));
        Assert.Equal(new Status(StatusCode.Unknown, "The handler failed."), e.Status);
        Assert.Contains(host.Logs.Entries, entry => entry.EventId == 4710 && entry.Text.Contains("a secret"));
    }

    private static byte[] Pack(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        return target.ToArray();
    }
}
