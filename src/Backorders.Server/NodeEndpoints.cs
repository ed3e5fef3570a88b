using System.Text.Json;
using Backorders.Actors.Port;
using Backorders.Grpc.Health;
using Backorders.Grpc.Server;
using Backorders.Server.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Backorders.Server;

/// <summary>What answers where: the services of the contract, health, reflection and metrics.</summary>
internal static class NodeEndpoints
{
    public static void Map(WebApplication app, NodeOptions options)
    {
        app.MapGrpcService<WebhooksService>();
        app.MapGrpcService<ReceivingService>();
        app.MapGrpcService<StationsService>();
        app.MapGrpcService<OrdersService>();
        app.MapGrpcService<InboundService>();
        app.MapGrpcService<ItemsService>();
        app.MapGrpcService<AvailabilityService>();
        app.MapGrpcService<EventsService>();
        app.MapGrpcService<OperationsService>();
        if (options.Clock == ClockMode.Driven)
        {
            app.MapGrpcService<DrivenClockService>();
        }

        app.MapGrpcHealth();
        app.MapGrpcReflection();
        IWarehouseHost host = app.Services.GetRequiredService<IWarehouseHost>();
        PrometheusExporter metrics = app.Services.GetRequiredService<PrometheusExporter>();
        app.MapGet("/health/live", http => WriteAsync(http, StatusCodes.Status200OK, "application/json", """{"status":"live"}"""));
        HealthReporter health = app.Services.GetRequiredService<HealthReporter>();
        app.MapGet("/health", http => HealthAsync(http, host, health));
        _ = app.Services.GetRequiredService<ClusterGauges>();
        FigureGauges figures = app.Services.GetRequiredService<FigureGauges>();
        app.MapGet("/metrics", http => MetricsAsync(http, metrics, figures));
    }

    /// <summary>Says the same as gRPC's health: a node that gives its shards away and still answers is not ready for more.</summary>
    private static Task HealthAsync(HttpContext http, IWarehouseHost host, HealthReporter health)
    {
        EngineState state = host.State;
        bool serves = state == EngineState.Ready && health.StatusOf(string.Empty) == ServingStatus.Serving;
        string status = state == EngineState.Ready && !serves ? "not_serving" : state.ToString().ToLowerInvariant();
        string body = JsonSerializer.Serialize(new { status, trouble = host.Trouble });
        return WriteAsync(http, serves ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, "application/json", body);
    }

    private static async Task MetricsAsync(HttpContext http, PrometheusExporter metrics, FigureGauges figures)
    {
        await figures.RefreshAsync(http.RequestAborted).ConfigureAwait(false);
        await WriteAsync(http, StatusCodes.Status200OK, PrometheusExporter.ContentType, metrics.Write()).ConfigureAwait(false);
    }

    private static Task WriteAsync(HttpContext http, int status, string type, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body, http.RequestAborted);
    }
}
