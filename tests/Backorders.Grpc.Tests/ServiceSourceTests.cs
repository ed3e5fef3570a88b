using Backorders.Grpc.Client;
using Backorders.Grpc.Server;
using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Grpc.Tests;

/// <summary>Where the object comes from that serves a call; on the in-memory test server, which the channel takes as its handler.</summary>
public sealed class ServiceSourceTests
{
    [Fact]
    public async Task Service_NotRegistered_IsMadeForEachCallAndDisposed()
    {
        var counter = new Counter();
        Assert.Equal(["1", "2"], await CallTwiceAsync(counter, _ => { }));
        Assert.Equal(2, counter.Disposed);
    }

    [Fact]
    public async Task Service_RegisteredAsSingleton_ServesAllCalls()
    {
        var counter = new Counter();
        Assert.Equal(["1", "1"], await CallTwiceAsync(counter, services => services.AddSingleton<Numbered>()));
    }

    [Fact]
    public void Service_NotGenerated_RefusedAtStart()
    {
        using var app = Build(new Counter(), _ => { });
        Assert.Throws<InvalidOperationException>(() => app.MapGrpcService<Counter>());
    }

    [Fact]
    public void Service_WithoutRegistration_RefusedAtStart()
    {
        using var app = WebApplication.CreateSlimBuilder().Build();
        var e = Assert.Throws<InvalidOperationException>(() => app.MapGrpcService<Numbered>());
        Assert.Contains("AddBackordersGrpc", e.Message);
    }

    private static WebApplication Build(Counter counter, Action<IServiceCollection> register)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddBackordersGrpc();
        builder.Services.AddSingleton(counter);
        register(builder.Services);
        return builder.Build();
    }

    private static async Task<string[]> CallTwiceAsync(Counter counter, Action<IServiceCollection> register)
    {
        await using var app = Build(counter, register);
        app.MapGrpcService<Numbered>();
        await app.StartAsync();
        using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = app.GetTestServer().CreateHandler() });
        var client = new Echo.EchoClient(channel);
        var first = await client.SayAsync(new EchoRequest());
        var second = await client.SayAsync(new EchoRequest());
        await app.StopAsync();
        return [first.Text, second.Text];
    }

    private sealed class Counter
    {
        public int Made { get; set; }

        public int Disposed { get; set; }
    }

    private sealed class Numbered(Counter counter) : Echo.EchoBase, IDisposable
    {
        private readonly int _number = ++counter.Made;

        public void Dispose() => counter.Disposed++;

        public override Task<EchoReply> Say(EchoRequest request, ServerCallContext context) => Task.FromResult(new EchoReply { Text = $"{_number}" });
    }
}
