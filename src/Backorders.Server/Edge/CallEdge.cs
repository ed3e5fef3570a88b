using Backorders.Server.Routing;
using Microsoft.AspNetCore.Builder;
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
    /// <param name="messageBytesMax">The largest request, after decompression.</param>
    public static IServiceCollection AddCallEdge(this IServiceCollection services, int messageBytesMax)
    {
        services.AddGrpc(grpc =>
        {
            // Responses go out as they are: on a local network the processor is dearer than the bytes, and grpc-js cannot read an empty message that was compressed.
            grpc.MaxReceiveMessageSize = messageBytesMax;
            grpc.Interceptors.Add<OutcomeInterceptor>();
            grpc.Interceptors.Add<RoutingInterceptor>();
        });
        services.AddGrpcReflection();

        // What is not registered is made anew for each call.
        services.AddSingleton<OutcomeInterceptor>().AddSingleton<RoutingInterceptor>().AddSingleton<CallGuard>();
        return services.AddSingleton(new JsonLimits(messageBytesMax)).AddSingleton<OpenStreams>()
            .AddSingleton<NodeHealth>().AddSingleton(provider => provider.GetRequiredService<NodeHealth>().Service).AddSingleton<HealthWatch>();
    }

    /// <summary>Puts it in front of the endpoints.</summary>
    /// <param name="app">The node's web host.</param>
    /// <param name="grpcAddress">Where gRPC is spoken, for whoever asks for what is not there.</param>
    public static void UseCallEdge(this WebApplication app, Func<Uri> grpcAddress)
    {
        app.UseMiddleware<UnservedAnswers>(grpcAddress);
        app.UseRouting();
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.UseMiddleware<CallMiddleware>();
        app.UseMiddleware<JsonCalls>();
    }
}
