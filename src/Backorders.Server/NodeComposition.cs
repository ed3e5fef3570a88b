using Backorders.Actors.Storage;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Server.Hosting;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Printing;
using Backorders.Server.Security;
using Backorders.Server.Security.Authority;
using Backorders.Server.Security.Secrets;
using Backorders.Server.Security.Tokens;
using Backorders.Server.Services;
using Backorders.Server.Stores;
using Backorders.Server.Web;
using Backorders.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Server;

/// <summary>Puts a node together. What each line adds stands beside what it adds; the order in which parts start and stop stands in <see cref="NodeOrder"/>.</summary>
internal static class NodeComposition
{
    public static WebApplication Compose(
        NodeOptions options, TimeProvider? time, ITurnStore? store, ILoggerProvider? loggers, Action<IServiceCollection>? replace, Action<WebApplication>? map)
    {
        NodeKeys keys = NodeKeys.Load(options);
        NodeClock clock = NodeClock.Of(options, time);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Backorders.Server" });
        NodeLogging.Configure(builder.Logging, options.Log, loggers);
        LocalAuthority? authority = LocalAuthority.Of(options, clock.Keys);
        ITlsCertificate? certificate = NodeListening.CertificateOf(options.Listen, authority, clock.Keys);
        NodeListening.Configure(builder.WebHost, options, certificate, clock.Waiting);
        builder.Services
            .AddSingleton(options).AddSingleton(options.Limits).AddSingleton(options.Cluster).AddSingleton<NodeSelf>()
            .AddSingleton(clock).AddSingleton(clock.Waiting)
            .AddTurnStore(options, clock, store)
            .AddAudit(options)
            .AddKeys(keys, clock).AddSingleton(SecretBox.Of(options.Secrets))
            .AddTokens(options, clock)
            .AddReadModel(options)
            .AddNodeMetrics()
            .AddCallEdge(options.Limits, clock.Waiting)
            .AddContractServices(options, clock)
            .AddPrintStore(options).AddPrinting()
            .AddWebhooks(options, clock)
            .AddPages(options)
            .AddWarehouses(options, clock)
            .AddHost(options, certificate, authority);
        replace?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        NodeEndpoints.Map(app, options);
        map?.Invoke(app);
        return app;
    }
}
