using Backorders.Server.Options;
using Grpc.Net.Client;
using Backorders.Server.Edge;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Tests.Edge;

/// <summary>A node with its journal in memory, which also serves the echo service: what a call passes before and behind its handler is the node's own.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private readonly List<GrpcChannel> channels = [];

    private EchoHost(BackordersNode node, ScriptedEcho echo, CapturedLog logs) => (Node, Echo, Logs) = (node, echo, logs);

    public BackordersNode Node { get; }

    public ScriptedEcho Echo { get; }

    public CapturedLog Logs { get; }

    public Uri Http2 => Node.GrpcAddress;

    public Uri Http1 => Node.HttpAddress;

    /// <param name="configure">Changes the options.</param>
    /// <param name="replace">Puts parts in the place of the node's.</param>
    public static async Task<EchoHost> StartAsync(Action<NodeOptions>? configure = null, Action<IServiceCollection>? replace = null)
    {
        ScriptedEcho echo = new();
        CapturedLog logs = new();
        NodeOptions options = new()
        {
            DataDirectory = Path.GetTempPath(),
            Journal = JournalKind.Memory,
            Warehouses = [new WarehouseOptions { Id = "MAIN", TimeZone = "Europe/London", Doors = ["D1"], Lanes = ["L1"] }],
            Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
            Log = new LogOptions { Console = false },
        };
        configure?.Invoke(options);
        BackordersNode node = BackordersNode.Create(
            options, null, null, logs,
            services =>
            {
                services.AddSingleton(echo);
                replace?.Invoke(services);
            },
            static app => app.MapOpen<ScriptedEcho>());
        await node.StartAsync(CancellationToken.None);
        return new EchoHost(node, echo, logs);
    }

    public GrpcChannel Channel(GrpcChannelOptions? options = null)
    {
        GrpcChannel channel = GrpcChannel.ForAddress(Http2, options ?? new GrpcChannelOptions());
        channels.Add(channel);
        return channel;
    }

    public Echo.EchoClient Client(GrpcChannelOptions? options = null) => new(Channel(options));

    public async ValueTask DisposeAsync()
    {
        channels.ForEach(channel => channel.Dispose());
        await Node.DisposeAsync();
        Assert.Empty(Logs.Told);
    }
}
