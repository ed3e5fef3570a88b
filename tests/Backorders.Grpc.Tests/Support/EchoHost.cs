using System.Collections.Concurrent;
using System.Net;
using Backorders.Grpc.Client;
using Backorders.Grpc.Health;
using Backorders.Grpc.Server;
using Backorders.Grpc.Tests.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Grpc.Tests.Support;

/// <summary>The echo service on Kestrel, on two loopback ports of the system's choice: HTTP/2 cleartext and HTTP/1.1.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private readonly List<GrpcChannel> _channels = [];

    private EchoHost(WebApplication app)
    {
        App = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Http2 = new Uri(addresses[0]);
        Http1 = new Uri(addresses[1]);
    }

    public WebApplication App { get; }

    public ScriptedEcho Echo { get; private init; } = new();

    public LogSink Logs { get; private init; } = new();

    public Uri Http2 { get; }

    public Uri Http1 { get; }

    public HealthReporter Health => App.Services.GetRequiredService<HealthReporter>();

    public static async Task<EchoHost> StartAsync(
        Action<BackordersGrpcOptions>? options = null,
        TimeProvider? time = null,
        Action<WebApplication>? configure = null,
        Action<KestrelServerOptions>? kestrel = null)
    {
        var echo = new ScriptedEcho();
        var logs = new LogSink();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            server.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel?.Invoke(server);
        });
        builder.Services.AddBackordersGrpc(options);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        var app = builder.Build();
        configure?.Invoke(app);
        app.MapGrpcService(echo);
        app.MapGrpcHealth();
        await app.StartAsync();
        return new EchoHost(app) { Echo = echo, Logs = logs };
    }

    public GrpcChannel Channel(GrpcChannelOptions? options = null)
    {
        var channel = GrpcChannel.ForAddress(Http2, options);
        _channels.Add(channel);
        return channel;
    }

    public Echo.EchoClient Client(GrpcChannelOptions? options = null) => new(Channel(options));

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }

        await App.StopAsync();
        await App.DisposeAsync();
    }

    /// <summary>What the server logged, for tests that say what must not be logged.</summary>
    internal sealed class LogSink : ILoggerProvider
    {
        public ConcurrentQueue<(LogLevel Level, int Id, string Text)> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(Entries);

        public void Dispose()
        {
        }

        private sealed class Logger(ConcurrentQueue<(LogLevel Level, int Id, string Text)> entries) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                entries.Enqueue((logLevel, eventId.Id, formatter(state, exception) + exception));
        }
    }
}
