using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Server.Tests.Edge;

public sealed class JsonCallsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Json_Request_IsAnswered(bool http2)
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await Post(host, """{"text":"ä","number":7}""", http2: http2);
        Assert.Equal(200, answer.HttpStatus);
        Assert.Equal("application/json", answer.Fields["Content-Type"]);
        Assert.Equal("""{ "text": "ä", "number": 7 }""", answer.Text);
    }

    [Fact]
    public async Task Proto_Request_IsAnswered()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(
            host.Http1, RawGrpc.SayPath, "application/proto", new EchoRequest { Number = 3 }.ToByteArray(), http2: false);
        Assert.Equal("application/proto", answer.Fields["Content-Type"]);
        Assert.Equal(3, EchoReply.Parser.ParseFrom(answer.Body).Number);
    }

    [Fact]
    public async Task Json_UnknownField_RefusedByName()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await Post(host, """{"txet":"a"}""");
        Assert.Equal(400, answer.HttpStatus);
        Assert.Contains("txet", Error(answer, "invalid_argument"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"number":"many"}""")]
    [InlineData("""{"number":99999999999}""")]
    [InlineData("""{"payload":"§"}""")]
    [InlineData("""{} {}""")]
    public async Task Json_Malformed_InvalidArgument(string json)
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await Post(host, json);
        Assert.Equal(400, answer.HttpStatus);
        Error(answer, "invalid_argument");
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.EventId == 4710);
    }

    [Fact]
    public async Task Json_InvalidUtf8_InvalidArgument()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(
            host.Http1, RawGrpc.SayPath, "application/json", [.. "{\"text\":\""u8, 0xFF, .. "\"}"u8], http2: false);
        Assert.Equal(400, answer.HttpStatus);
    }

    [Fact]
    public async Task Json_TooLarge_ResourceExhausted()
    {
        await using var host = await EchoHost.StartAsync(options => options.Limits.MessageBytesMax = 1024);
        var answer = await Post(host, "{\"text\":\"" + new string('a', 2000) + "\"}");
        Assert.Equal(429, answer.HttpStatus);
        Error(answer, "resource_exhausted");
    }

    [Fact]
    public async Task Json_StreamingMethod_415()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http1, RawGrpc.RepeatPath, "application/json", "{}"u8.ToArray(), http2: false);
        Assert.Equal(415, answer.HttpStatus);
        Assert.DoesNotContain("application/json", answer.Fields["Accept-Post"]);
    }

    [Fact]
    public async Task Version_Unknown_InvalidArgument()
    {
        await using var host = await EchoHost.StartAsync();
        Error(await Post(host, "{}", headers: ("connect-protocol-version", "2")), "invalid_argument");
    }

    [Fact]
    public async Task Compression_Unknown_Unimplemented()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await Post(host, "{}", headers: ("content-encoding", "br"));
        Assert.Equal(501, answer.HttpStatus);
        Assert.Equal("gzip", answer.Fields["Accept-Encoding"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Timeout_Passes_DeadlineExceeded(bool http2)
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = async (_, context) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return new EchoReply();
        };
        var answer = await Post(host, "{}", http2, ("connect-timeout-ms", "300"));
        Assert.Equal(504, answer.HttpStatus);
        Error(answer, "deadline_exceeded");
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("12345678901")]
    [InlineData("-5")]
    public async Task Timeout_Malformed_InvalidArgument(string timeout)
    {
        await using var host = await EchoHost.StartAsync();
        Error(await Post(host, "{}", headers: ("connect-timeout-ms", timeout)), "invalid_argument");
    }

    [Fact]
    public async Task Metadata_BothWays_TravelsAsHeadersAndTrailers()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-head", "h" } });
            context.ResponseTrailers.Add("x-tail", context.RequestHeaders.GetValue("x-ask")!);
            context.ResponseTrailers.Add("x-tail-bin", [1, 2]);
            return new EchoReply();
        };
        var answer = await Post(host, "{}", headers: ("x-ask", "asked"));
        Assert.Equal("h", answer.Fields["x-head"]);
        Assert.Equal("asked", answer.Fields["trailer-x-tail"]);
        Assert.Equal("AQI", answer.Fields["trailer-x-tail-bin"]);
    }

    [Fact]
    public async Task Error_WithDetails_DetailsAreInTheBody()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = (_, _) => throw RefusalStatus.ToException(Refused.Because(Refusal.Busy, "full", ("depth", 10)));
        var answer = await Post(host, "{}");
        Assert.Equal(429, answer.HttpStatus);
        using var body = JsonDocument.Parse(answer.Text);
        var details = body.RootElement.GetProperty("details");
        Assert.Equal("google.rpc.ErrorInfo", details[0].GetProperty("type").GetString());
        Assert.Equal("BUSY", details[0].GetProperty("debug").GetProperty("reason").GetString());
        Assert.DoesNotContain("=", details[0].GetProperty("value").GetString());
        Assert.Equal("google.rpc.RetryInfo", details[1].GetProperty("type").GetString());
        Assert.DoesNotContain(answer.Fields.Keys, key => key.Contains("details", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(StatusCode.Cancelled, 499, "canceled")]
    [InlineData(StatusCode.Unknown, 500, "unknown")]
    [InlineData(StatusCode.NotFound, 404, "not_found")]
    [InlineData(StatusCode.FailedPrecondition, 400, "failed_precondition")]
    [InlineData(StatusCode.Unauthenticated, 401, "unauthenticated")]
    [InlineData(StatusCode.Unavailable, 503, "unavailable")]
    public async Task Error_Code_HasItsHttpStatus(StatusCode code, int httpStatus, string name)
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = (_, _) => throw new RpcException(new Status(code, "why \"quoted\" ü"));
        var answer = await Post(host, "{}");
        Assert.Equal(httpStatus, answer.HttpStatus);
        Assert.Equal("why \"quoted\" ü", Error(answer, name));
    }

    [Fact]
    public async Task Get_Method_IsNotThere()
    {
        await using var host = await EchoHost.StartAsync();
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(host.Http1, RawGrpc.SayPath));
        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task Gzip_Request_IsAnswered()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(
            host.Http1, RawGrpc.SayPath, "application/json", Pack("{\"text\":\"aaaaaaaaaaaaaaaaaaaa\"}"u8.ToArray()), http2: false, ("content-encoding", "gzip"));
        Assert.Equal("""{ "text": "aaaaaaaaaaaaaaaaaaaa" }""", answer.Text);
    }

    [Fact]
    public async Task Gzip_Bomb_ResourceExhausted()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http1, RawGrpc.SayPath, "application/json", Pack(new byte[20_000_000]), http2: false, ("content-encoding", "gzip"));
        Assert.Equal(429, answer.HttpStatus);
        Error(answer, "resource_exhausted");
    }

    [Fact]
    public async Task Gzip_NotGzip_InvalidArgument()
    {
        await using var host = await EchoHost.StartAsync();
        Error(await Post(host, "{}", headers: ("content-encoding", "gzip")), "invalid_argument");
    }

    private static Task<RawGrpc.Answer> Post(EchoHost host, string json, bool http2 = false, params (string, string)[] headers) => RawGrpc.PostAsync(
        http2 ? host.Http2 : host.Http1, RawGrpc.SayPath, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(json), http2, headers);

    private static string Error(RawGrpc.Answer answer, string code)
    {
        Assert.Equal("application/json", answer.Fields["Content-Type"]);
        using var body = JsonDocument.Parse(answer.Text);
        Assert.Equal(code, body.RootElement.GetProperty("code").GetString());
        return body.RootElement.GetProperty("message").GetString()!;
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
