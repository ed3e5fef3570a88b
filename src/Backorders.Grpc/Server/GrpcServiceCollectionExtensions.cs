using Backorders.Grpc.Health;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Backorders.Grpc.Server;

/// <summary>Registers the server half.</summary>
public static class GrpcServiceCollectionExtensions
{
    /// <summary>
    /// Registers what <see cref="GrpcEndpointRouteBuilderExtensions.MapGrpcService{TService}(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)"/>
    /// needs, the <see cref="HealthReporter"/>, and an UNIMPLEMENTED answer for services that are not mapped. A registered
    /// <see cref="TimeProvider"/> drives deadlines. May be called more than once; the options add up.
    /// </summary>
    public static IServiceCollection AddBackordersGrpc(this IServiceCollection services, Action<BackordersGrpcOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<BackordersGrpcOptions>();
        services.TryAddSingleton<GrpcRuntime>();
        services.TryAddSingleton<HealthReporter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, UnknownServiceStartupFilter>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return services;
    }
}
