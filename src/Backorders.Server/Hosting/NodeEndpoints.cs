using System.Text.Json;
using Backorders.Actors.Port;
using Backorders.Server.Edge;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Printing;
using Backorders.Server.Security.Authority;
using Backorders.Server.Services;
using Backorders.Server.Web;
using Backorders.Server.Webhooks;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Backorders.Server.Hosting;

/// <summary>What answers where: the services of the contract, health, reflection and metrics.</summary>
internal static class NodeEndpoints
{
    public static void Map(WebApplication app, NodeOptions options)
    {
        TrustPlace? trust = app.Services.GetService<TrustPlace>();
        if (trust is not null)
        {
            app.UseMiddleware<TrustDoor>(() => trust.Addresses(null).Pages);
        }

        app.UseCallEdge(() => app.Services.GetRequiredService<NodePorts>().Grpc, options.Listen.TrustedProxies);
        app.MapGuarded<WebhooksService>();
        app.MapGuarded<ReceivingService>();
        app.MapGuarded<StationsService>();
        app.MapGuarded<PrintingService>();
        app.MapGuarded<OrdersService>();
        app.MapGuarded<InboundService>();
        app.MapGuarded<ItemsService>();
        app.MapGuarded<AvailabilityService>();
        app.MapGuarded<EventsService>();
        app.MapGuarded<OperationsService>();
        if (options.Clock == ClockMode.Driven)
        {
            app.MapGuarded<DrivenClockService>();
        }

        app.MapOpen<HealthServiceImpl>();
        app.MapReflection();
        app.MapPages();
        app.MapTrust(app.Services.GetService<LocalAuthority>(), host => trust!.Addresses(host));
        IWarehouseHost host = app.Services.GetRequiredService<IWarehouseHost>();
        PrometheusExporter metrics = app.Services.GetRequiredService<PrometheusExporter>();
        app.MapGet("/health/live", http => WriteAsync(http, StatusCodes.Status200OK, "application/json", """{"status":"live"}"""));
        NodeHealth health = app.Services.GetRequiredService<NodeHealth>();
        app.MapGet("/health", http => HealthAsync(http, host, health));
        _ = app.Services.GetRequiredService<ClusterGauges>();
        FigureGauges figures = app.Services.GetRequiredService<FigureGauges>();
        CallGuard guard = app.Services.GetRequiredService<CallGuard>();
        app.MapGet("/metrics", http => MetricsAsync(http, metrics, figures, guard, options.Listen.MetricsNeedKey));
    }

    /// <summary>Says the same as gRPC's health: a node that gives its shards away and still answers is not ready for more.</summary>
    private static Task HealthAsync(HttpContext http, IWarehouseHost host, NodeHealth health)
    {
        WarehouseHostState state = host.State;
        bool serves = state == WarehouseHostState.Ready && health.IsServing;
        string status = state == WarehouseHostState.Ready && !serves ? "not_serving" : state.ToString().ToLowerInvariant();
        string body = JsonSerializer.Serialize(new { status, trouble = host.Trouble });
        return WriteAsync(http, serves ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, "application/json", body);
    }

    /// <summary>Tells the figures: with a key of the building all of them, without one none that names an owner or goods.</summary>
    private static async Task MetricsAsync(HttpContext http, PrometheusExporter metrics, FigureGauges figures, CallGuard guard, bool needsKey)
    {
        bool withKey = http.Request.Headers.ContainsKey(HeaderNames.Authorization);
        if ((withKey || needsKey) && await guard.RefuseMetricsAsync(http).ConfigureAwait(false) is { } refused)
        {
            await JsonError.WriteAsync(http, refused.Status, refused.Trailers).ConfigureAwait(false);
            return;
        }

        await figures.RefreshAsync(http.RequestAborted).ConfigureAwait(false);
        await WriteAsync(http, StatusCodes.Status200OK, PrometheusExporter.ContentType, metrics.Write(withGoods: withKey)).ConfigureAwait(false);
    }

    private static Task WriteAsync(HttpContext http, int status, string type, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body, http.RequestAborted);
    }
}
