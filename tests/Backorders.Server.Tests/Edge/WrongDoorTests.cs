using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;

namespace Backorders.Server.Tests.Edge;

/// <summary>Whoever asks the wrong port, or for what is not there, is told in words what is served and where.</summary>
public sealed class WrongDoorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /backorders.v1.Receiving/Receive HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("G")]
    public async Task GrpcPort_AskedByHttp11_SaysWhichPortIsRight(string request)
    {
        await using var host = await EchoHost.StartAsync();
        string answer = await SendAsync(host.Http2, request);
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer);
        Assert.Contains("Content-Type: text/plain", answer);
        Assert.Contains($"This port speaks gRPC, which is HTTP/2. JSON, gRPC-Web, /metrics and /health are served over HTTP/1.1 at {host.Http1}", answer);
    }

    [Fact]
    public async Task WebPort_AskedByGrpc_SaysWhichPortIsRight()
    {
        await using var host = await EchoHost.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(host.Http1);
        RpcException e = await Assert.ThrowsAsync<RpcException>(
            async () => await new Echo.EchoClient(channel).SayAsync(new EchoRequest { Text = "x" }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience));
        Assert.Equal((StatusCode.Unimplemented, $"This port speaks HTTP/1.1: JSON, gRPC-Web, /metrics and /health. gRPC over HTTP/2 is served at {host.Http2}"), (e.StatusCode, e.Status.Detail));
    }

    [Theory]
    [InlineData("GET", "/helth")]
    [InlineData("POST", "/backorders.v1.Receiving/Recieve")]
    [InlineData("GET", "/backorders.v1.Receiving/Receive")]
    public async Task NotFound_HasABodyThatNamesWhatIsServed(string method, string path)
    {
        await using var host = await EchoHost.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.Http1, path));
        request.Content = method == "POST" ? new StringContent("{}", new MediaTypeHeaderValue("application/json")) : null;
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        string message = Message(await response.Content.ReadAsStringAsync(), "unimplemented");
        Assert.StartsWith($"There is no {method} {path}.", message);
        Assert.Contains("POST /backorders.v1.SERVICE/CALL", message);
        Assert.Contains("GET /health, /health/live and /metrics", message);
        Assert.Contains(host.Http2.ToString(), message);
    }

    [Theory]
    [InlineData("text/plain", RawGrpc.SayPath, "application/json")]
    [InlineData("application/json", RawGrpc.RepeatPath, "application/grpc-web")]
    public async Task UnsupportedType_HasABodyThatNamesWhatIsTaken(string type, string path, string taken)
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http1, path, type, "{}"u8.ToArray(), http2: false);
        Assert.Equal(415, answer.HttpStatus);
        string message = Message(answer.Text, "invalid_argument");
        Assert.StartsWith($"{path} does not take content-type '{type}'.", message);
        Assert.Contains(taken, message);
    }

    [Fact]
    public async Task Method_WithoutRight_405HasABody()
    {
        await using var host = await EchoHost.StartAsync();
        var answer = await RawGrpc.PostAsync(host.Http1, "/health", "application/json", "{}"u8.ToArray(), http2: false);
        Assert.Equal(405, answer.HttpStatus);
        Assert.StartsWith("There is no POST /health.", Message(answer.Text, "unimplemented"));
    }

    private static string Message(string body, string code)
    {
        using JsonDocument json = JsonDocument.Parse(body);
        Assert.Equal(code, json.RootElement.GetProperty("code").GetString());
        return json.RootElement.GetProperty("message").GetString()!;
    }

    private static async Task<string> SendAsync(Uri server, string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(server.Host, server.Port);
        using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        client.Client.Shutdown(SocketShutdown.Send);
        using StreamReader answer = new(stream);
        return await answer.ReadToEndAsync().WaitAsync(Patience);
    }
}
