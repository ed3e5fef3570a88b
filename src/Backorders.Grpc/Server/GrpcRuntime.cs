using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Backorders.Grpc.Server;

/// <summary>What all calls of one server share.</summary>
internal sealed class GrpcRuntime
{
    private readonly CancellationTokenSource _stopping = new();

    public GrpcRuntime(IOptions<BackordersGrpcOptions> options, IServiceProvider services, ILoggerFactory loggers)
    {
        Options = options.Value;
        Options.Validate();
        Filters = Options.Filters.Create(services);
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        CallLogger = loggers.CreateLogger("Backorders.Grpc.Call");
        var health = services.GetRequiredService<Health.HealthReporter>();

        // One registration fixes the order: first the balancers hear NOT_SERVING, then the streams end.
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(() =>
        {
            health.Shutdown();
            _stopping.Cancel();
        });
    }

    public BackordersGrpcOptions Options { get; }

    public IReadOnlyList<IServerCallFilter> Filters { get; }

    public TimeProvider Time { get; }

    public ILogger CallLogger { get; }

    public CancellationToken Stopping => _stopping.Token;

    public MappedServices Services { get; } = new();
}
