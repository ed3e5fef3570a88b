using System.IO.Compression;
using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Grpc.Tests;

public sealed class CompressionTests
{
    private static readonly ByteString Payload = ByteString.CopyFrom(new byte[50_000]);

    [Fact]
    public async Task Gzip_BothWays_MessagesArrive()
    {
        await using var host = await EchoHost.StartAsync(options => options.CompressResponsesFromBytes = 0);
        var client = host.Client(new() { CompressRequestsFromBytes = 0 });
        Assert.Equal(Payload, (await client.SayAsync(new EchoRequest { Payload = Payload })).Payload);
        Assert.Equal(new EchoReply(), await client.SayAsync(new EchoRequest()));
        using var call = client.Chat();
        foreach (var payload in new[] { Payload, ByteString.Empty, Payload })
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Payload = payload });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(payload, call.ResponseStream.Current.Payload);
        }
    }

    [Fact]
    public async Task Gzip_OnTheWire_IsSmall()
    {
        await using var host = await EchoHost.StartAsync(options => options.CompressResponsesFromBytes = 1000);
        var request = RawGrpc.Frame(0, new EchoRequest { Payload = Payload }.ToByteArray());
        var packed = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", request, headers: ("grpc-accept-encoding", "identity,gzip"));
        Assert.Equal("gzip", packed.Fields["grpc-encoding"]);
        Assert.Equal(1, packed.Body[0]);
        Assert.InRange(packed.Body.Length, 1, 1000);
        var plain = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", request);
        Assert.DoesNotContain("grpc-encoding", plain.Fields.Keys);
        Assert.Equal(0, plain.Body[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Gzip_EmptyOrIncompressible_GoesPlain(int bytes)
    {
        await using var host = await EchoHost.StartAsync(options => options.CompressResponsesFromBytes = 0);
        var request = RawGrpc.Frame(0, new EchoRequest { Payload = ByteString.CopyFrom(new byte[bytes]) }.ToByteArray());
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", request, headers: ("grpc-accept-encoding", "gzip"));
        Assert.Equal("0", answer.GrpcStatus);
        Assert.Equal(0, answer.Body[0]);
    }

    [Fact]
    public async Task NoCompress_Message_GoesPlain()
    {
        await using var host = await EchoHost.StartAsync(options => options.CompressResponsesFromBytes = 0);
        host.Echo.OnSay = (request, context) =>
        {
            context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            return Task.FromResult(new EchoReply { Payload = request.Payload });
        };
        var request = RawGrpc.Frame(0, new EchoRequest { Payload = Payload }.ToByteArray());
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", request, headers: ("grpc-accept-encoding", "gzip"));
        Assert.Equal(0, answer.Body[0]);
    }

    [Fact]
    public async Task Connect_GzipBothWays_IsAnswered()
    {
        await using var host = await EchoHost.StartAsync(options => options.CompressResponsesFromBytes = 0);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write("{\"text\":\"aaaaaaaaaaaaaaaaaaaa\"}"u8);
        }

        var answer = await RawGrpc.PostAsync(
            host.Http1, RawGrpc.SayPath, "application/json", packed.ToArray(), http2: false, ("content-encoding", "gzip"), ("accept-encoding", "br, gzip;q=0.5"));
        Assert.Equal("gzip", answer.Fields["Content-Encoding"]);
        using var plain = new StreamReader(new GZipStream(new MemoryStream(answer.Body), CompressionMode.Decompress));
        Assert.Equal("""{ "text": "aaaaaaaaaaaaaaaaaaaa" }""", await plain.ReadToEndAsync());
    }
}
