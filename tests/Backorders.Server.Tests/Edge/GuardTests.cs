using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Backorders.Server.Options;
using Backorders.Server.Routing;
using Backorders.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Backorders.Server.Tests.Edge;

/// <summary>Who may not call is refused before anything of the request is read, however the call is written.</summary>
public sealed class GuardTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private TestNode node = null!;

    private static IEnumerable<string> Calls =>
        from service in Routing.RoutedCalls.Services().Append(V1.Webhooks.Descriptor)
        from method in service.Methods
        select $"/{service.FullName}/{method.Name}";

    public async Task InitializeAsync() => node = await TestNode.StartAsync();

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Path_InAnotherCase_IsNoMethodWithOrWithoutAKey()
    {
        foreach (string written in Calls.SelectMany(path => new[] { path.ToLowerInvariant(), path.ToUpperInvariant(), path.Replace("/backorders", "/Backorders", StringComparison.Ordinal) }))
        {
            Assert.Equal("12", (await RawGrpc.PostAsync(node.Node.GrpcAddress, written, "application/grpc", RawGrpc.Frame(0, []))).GrpcStatus);
            Assert.Equal("12", (await RawGrpc.PostAsync(node.Node.GrpcAddress, written, "application/grpc", RawGrpc.Frame(0, []), headers: Key("acme"))).GrpcStatus);
            Assert.Equal(501, (await RawGrpc.PostAsync(node.Node.HttpAddress, written, "application/json", "{}"u8.ToArray(), http2: false)).HttpStatus);
        }
    }

    [Fact]
    public async Task Call_WithoutAKey_IsUnauthenticatedInEveryForm()
    {
        Assert.NotEmpty(Calls);
        foreach (string path in Calls)
        {
            Assert.Equal("16", (await RawGrpc.PostAsync(node.Node.GrpcAddress, path, "application/grpc", RawGrpc.Frame(0, []))).GrpcStatus);
            Assert.Equal("16", (await RawGrpc.PostAsync(node.Node.HttpAddress, path, "application/grpc-web", RawGrpc.Frame(0, []), http2: false)).GrpcStatus);
            Assert.Equal(401, (await RawGrpc.PostAsync(node.Node.HttpAddress, path, "application/json", "{}"u8.ToArray(), http2: false)).HttpStatus);
        }
    }

    [Fact]
    public async Task Body_WithheldByAStranger_IsNotWaitedForOverHttp2()
    {
        using HttpClient http = new();
        Pipe body = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(node.Node.GrpcAddress, "/backorders.v1.Receiving/Receive"))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new StreamContent(body.Reader.AsStream()),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/grpc");
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        Assert.Equal("16", response.Headers.GetValues("grpc-status").Single());
        await body.Writer.CompleteAsync();
    }

    [Theory]
    [InlineData("application/grpc-web", "HTTP/1.1 200 OK")]
    [InlineData("application/json", "HTTP/1.1 401 Unauthorized")]
    public async Task Body_WithheldByAStranger_IsNotWaitedForOverHttp1(string contentType, string expected)
    {
        using TcpClient connection = new();
        await connection.ConnectAsync(IPAddress.Loopback, node.Node.HttpAddress.Port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /backorders.v1.Receiving/Receive HTTP/1.1\r\nHost: node\r\nContent-Type: {contentType}\r\nContent-Length: 1000\r\n\r\n"));
        using StreamReader answer = new(connection.GetStream());
        Assert.Equal(expected, await answer.ReadLineAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task Garbage_FromAStranger_IsNotParsed()
    {
        RawGrpc.Answer answer = await RawGrpc.PostAsync(node.Node.GrpcAddress, "/backorders.v1.Receiving/Receive", "application/grpc", RawGrpc.Frame(0, [0x0A, 0x7F, 1]));
        Assert.Equal("16", answer.GrpcStatus);
    }

    [Fact]
    public async Task Metadata_NotBase64_IsNobodysConcern()
    {
        await node.DefineItemsAsync();
        RawGrpc.Answer answer = await RawGrpc.PostAsync(
            node.Node.GrpcAddress, "/backorders.v1.Receiving/Receive", "application/grpc", RawGrpc.Frame(0, TestNode.Scan("1", 2).ToByteArray()), headers: [Key("acme"), ("x-bin", "?")]);
        Assert.Equal("0", answer.GrpcStatus);
    }

    [Fact]
    public async Task RefusedCalls_AreMeasured()
    {
        await RawGrpc.PostAsync(node.Node.GrpcAddress, "/backorders.v1.Items/DefineItems", "application/grpc", RawGrpc.Frame(0, []));
        await RawGrpc.PostAsync(node.Node.HttpAddress, "/backorders.v1.Items/DefineItems", "application/json", "{}"u8.ToArray(), http2: false);
        using HttpClient http = new();
        string metrics = await http.GetStringAsync(new Uri(node.Node.HttpAddress, "/metrics"));
        Assert.Matches("""backorders_server_call_seconds_count\{method="/backorders.v1.Items/DefineItems",status="Unauthenticated"\} [2-9]""", metrics);
    }

    [Fact]
    public async Task BodyThatItsClientStopsSending_IsMeasuredAsCancelled()
    {
        TaskCompletionSource<string?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Name == "backorders.server.call")
            {
                it.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags[0].Value is "/backorders.v1.Items/DefineItems")
            {
                ended.TrySetResult(tags[1].Value as string);
            }
        });
        listener.Start();
        using (TcpClient connection = new())
        {
            await connection.ConnectAsync(IPAddress.Loopback, node.Node.HttpAddress.Port);
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /backorders.v1.Items/DefineItems HTTP/1.1\r\nHost: node\r\nAuthorization: {Key("acme").Value}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"));
        }

        Assert.Equal("Cancelled", await ended.Task.WaitAsync(Patience));
    }

    /// <summary>What is wrong with a body is its sender's to know, and no failure of the node.</summary>
    [Fact]
    public async Task BodyInBadChunks_IsRefused_AndNoMatterForTheLog()
    {
        using Hostile.RawConnection connection = await Hostile.RawConnection.OpenAsync(node.Node.HttpAddress);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /backorders.v1.Items/DefineItems HTTP/1.1\r\nHost: node\r\nAuthorization: {Key("acme").Value}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"));
        using CancellationTokenSource patience = new(Patience);
        string heard = Encoding.ASCII.GetString(await connection.ReadAsync(patience.Token));
        Assert.StartsWith("HTTP/1.1 400 ", heard);
        Assert.Contains("The body cannot be read: Bad chunk size data.", heard);
        Assert.DoesNotContain(node.Log.Entries, static e => e.Text.Contains("unhandled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BodyLargerThanAnyMessage_OverGrpc_IsResourceExhausted()
    {
        RawGrpc.Answer answer = await RawGrpc.PostAsync(
            node.Node.GrpcAddress, "/backorders.v1.Items/DefineItems", "application/grpc", new byte[31_000_000], true, ("authorization", Key("acme").Value));
        Assert.Equal("8", answer.GrpcStatus);
        Assert.DoesNotContain(node.Log.Entries, static e => e.EventId == 4711);
    }

    [Fact]
    public async Task ServiceMappedWithoutItsRights_IsShut()
    {
        await using BackordersNode bare = BackordersNode.Create(
            new NodeOptions
            {
                DataDirectory = Path.GetTempPath(), Journal = JournalKind.Memory, Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
                Log = new LogOptions { Console = false }, Warehouses = [TestNode.Building(TestNode.Warehouse)],
            },
            null, null, null, null, static app => Microsoft.AspNetCore.Builder.GrpcEndpointRouteBuilderExtensions.MapGrpcService<ScriptedEcho>(app));
        await bare.StartAsync(CancellationToken.None);
        Assert.Equal("7", (await RawGrpc.PostAsync(bare.GrpcAddress, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(0, []))).GrpcStatus);
    }

    private (string Name, string Value) Key(string id) => ("authorization", "Bearer " + node.Keys[id]);
}
