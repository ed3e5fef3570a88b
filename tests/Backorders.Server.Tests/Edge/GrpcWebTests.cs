using System.Buffers.Binary;
using System.Text;
using Backorders.Server.Refusals;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Server.Tests.Edge;

public sealed class GrpcWebTests
{
    [Theory]
    [InlineData("application/grpc-web", true)]
    [InlineData("application/grpc-web+proto", false)]
    [InlineData("application/grpc-web-text", false)]
    [InlineData("application/grpc-web-text+proto", true)]
    public async Task Unary_Request_MessageAndTrailerFrame(string contentType, bool http2)
    {
        await using var host = await EchoHost.StartAsync();
        var (messages, trailers) = await CallAsync(host, RawGrpc.SayPath, contentType, http2, new EchoRequest { Text = "w", Number = 4 });
        Assert.Equal(new EchoReply { Text = "w", Number = 4 }, Assert.Single(messages));
        Assert.Equal("grpc-status: 0\r\n", trailers);
    }

    [Theory]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc-web-text")]
    public async Task ServerStreaming_ManyMessages_AllArrive(string contentType)
    {
        await using var host = await EchoHost.StartAsync();
        var (messages, trailers) = await CallAsync(host, RawGrpc.RepeatPath, contentType, http2: false, new EchoRequest { Number = 500, Text = "some text" });
        Assert.Equal(Enumerable.Range(0, 500), messages.Select(message => message.Number));
        Assert.Equal("grpc-status: 0\r\n", trailers);
    }

    [Fact]
    public async Task Error_BeforeAnyMessage_IsInTheHeaders()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = (_, _) => throw RefusalStatus.Create(StatusCode.Aborted, "ü", "RACE");
        var answer = await RawGrpc.PostAsync(host.Http1, RawGrpc.SayPath, "application/grpc-web", RawGrpc.Frame(0, []), http2: false);
        Assert.Equal(("10", "%C3%BC"), (answer.GrpcStatus, answer.Fields["grpc-message"]));
        Assert.Contains("grpc-status-details-bin", answer.Fields.Keys);
        Assert.Empty(answer.Body);
    }

    [Theory]
    [InlineData("AAA", RawGrpc.SayPath)]
    [InlineData("????", RawGrpc.SayPath)]
    [InlineData("????", "/backorders.tests.echo.Echo/Chat")]
    public async Task Text_NotBase64_Internal(string body, string path)
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http1, path, "application/grpc-web-text", Encoding.ASCII.GetBytes(body), http2: false);
        Assert.Contains("13", answer.GrpcStatus ?? Encoding.ASCII.GetString(Convert.FromBase64String(answer.Text)));
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.EventId is 4710);
    }

    private static async Task<(List<EchoReply> Messages, string Trailers)> CallAsync(
        EchoHost host, string path, string contentType, bool http2, EchoRequest request)
    {
        var text = contentType.Contains("text");
        var frame = RawGrpc.Frame(0, request.ToByteArray());
        var body = text ? Encoding.ASCII.GetBytes(Convert.ToBase64String(frame)) : frame;
        var answer = await RawGrpc.PostAsync(http2 ? host.Http2 : host.Http1, path, contentType, body, http2, ("accept", contentType));
        Assert.Equal(200, answer.HttpStatus);
        Assert.StartsWith(text ? "application/grpc-web-text" : "application/grpc-web", answer.Fields["Content-Type"]);
        return Read(answer.Body, text);
    }

    private static (List<EchoReply> Messages, string Trailers) Read(byte[] body, bool text)
    {
        if (text)
        {
            var pieces = Enumerable.Range(0, body.Length / 4).SelectMany(i => Convert.FromBase64String(Encoding.ASCII.GetString(body, i * 4, 4)));
            body = [.. pieces];
        }

        var messages = new List<EchoReply>();
        for (var at = 0; at < body.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            var payload = body.AsSpan(at + 5, length);
            if (body[at] == 0x80)
            {
                Assert.Equal(body.Length, at + 5 + length);
                return (messages, Encoding.ASCII.GetString(payload));
            }

            messages.Add(EchoReply.Parser.ParseFrom(payload));
            at += 5 + length;
        }

        throw new InvalidOperationException("The body has no trailer frame.");
    }
}
