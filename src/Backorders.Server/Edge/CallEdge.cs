using System.Net;
using Backorders.Server.Edge.Limits;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Routing;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Edge;

/// <summary>
/// What a call passes before its service: routing, gRPC-Web, then <see cref="CallMiddleware"/> (measured, and refused without a right before anything is read), the JSON form, the
/// library, and within it <see cref="OutcomeInterceptor"/> and <see cref="RoutingInterceptor"/>.
/// </summary>
internal static class CallEdge
{
    /// <summary>Registers it.</summary>
    /// <param name="services">The node's services.</param>
    /// <param name="limits">The largest request, after decompression, and how fast callers may be.</param>
    /// <param name="waiting">What limits are counted by.</param>
    public static IServiceCollection AddCallEdge(this IServiceCollection services, NodeLimits limits, TimeProvider waiting)
    {
        int messageBytesMax = limits.MessageBytesMax;
        services.AddGrpc(grpc =>
        {
            // Responses go out as they are: on a local network the processor is dearer than the bytes, and grpc-js cannot read an empty message that was compressed.
            grpc.MaxReceiveMessageSize = messageBytesMax;
            grpc.Interceptors.Add<OutcomeInterceptor>();
        });
        services.AddOptions<GrpcServiceOptions>().Configure<CallRouter>(static (grpc, router) =>
        {
            // Every interceptor costs every call, and a node alone has nobody to pass a call to.
            if (router.IsShared)
            {
                grpc.Interceptors.Add<RoutingInterceptor>();
            }
        });
        services.AddGrpcReflection();

        // What is not registered is made anew for each call.
        services.AddSingleton<OutcomeInterceptor>().AddSingleton<RoutingInterceptor>().AddSingleton<CallGuard>();
        services.AddSingleton(provider => new CallLimits(limits.Calls, provider.GetRequiredService<LimitInstruments>(), waiting));
        return services.AddSingleton(new JsonLimits(messageBytesMax)).AddSingleton<OpenStreams>().AddSingleton<InnerCalls>()
            .AddSingleton<NodeHealth>().AddSingleton(provider => provider.GetRequiredService<NodeHealth>().Service).AddSingleton<HealthWatch>();
    }

    /// <summary>Puts it in front of the endpoints.</summary>
    /// <param name="app">The node's web host.</param>
    /// <param name="grpcAddress">Where gRPC is spoken, for whoever asks for what is not there.</param>
    /// <param name="trustedProxies">Who may say where a call comes from.</param>
    public static void UseCallEdge(this WebApplication app, Func<Uri> grpcAddress, IEnumerable<string> trustedProxies)
    {
        ForwardedHeadersOptions forwarded = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (string proxy in trustedProxies)
        {
            forwarded.KnownIPNetworks.Add(
                System.Net.IPNetwork.TryParse(proxy, out System.Net.IPNetwork network) ? network : new System.Net.IPNetwork(IPAddress.Parse(proxy), IPAddress.Parse(proxy).GetAddressBytes().Length * 8));
        }

        if (forwarded.KnownIPNetworks.Count > 0)
        {
            app.UseForwardedHeaders(forwarded);
        }

        app.Use(app.Services.GetRequiredService<InnerCalls>().BeginAt);
        app.UseRouting();
        app.UseMiddleware<UnservedAnswers>(grpcAddress);
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.UseMiddleware<CallMiddleware>();
        app.UseMiddleware<JsonCalls>();
    }
}
