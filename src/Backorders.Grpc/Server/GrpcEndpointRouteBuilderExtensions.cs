using Backorders.Grpc.Server.Binding;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Grpc.Server;

/// <summary>Gives services their routes.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps every method of a generated service base to <c>POST /package.Service/Method</c>. The service comes from the request's services on each
    /// call (register it as a singleton where it can be one), or is made with constructor injection when it is not registered.
    /// <see cref="InvalidOperationException"/> when the type derives from no generated base, or AddBackordersGrpc was not called.
    /// </summary>
    public static IEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder endpoints)
        where TService : class => Map(endpoints, new ServiceSource<TService>(endpoints.ServiceProvider, instance: null));

    /// <summary>Maps every method of one service object, which serves all calls.</summary>
    public static IEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder endpoints, TService service)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(service);
        return Map(endpoints, new ServiceSource<TService>(endpoints.ServiceProvider, service));
    }

    /// <summary>Maps the standard health service, which says what the <see cref="Health.HealthReporter"/> was told.</summary>
    public static IEndpointConventionBuilder MapGrpcHealth(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService(
        new Health.HealthService(endpoints.ServiceProvider.GetRequiredService<Health.HealthReporter>()));

    /// <summary>Maps the standard reflection service, v1 and v1alpha: tools learn from it which services and messages there are.</summary>
    public static IEndpointConventionBuilder MapGrpcReflection(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var index = new Reflection.ReflectionIndex(Runtime(endpoints).Services);
        return new GroupedConventions(
        [
            endpoints.MapGrpcService(new Reflection.ReflectionService(index)),
            endpoints.MapGrpcService(new Reflection.ReflectionAlphaService(index)),
        ]);
    }

    private static GrpcRuntime Runtime(IEndpointRouteBuilder endpoints) => endpoints.ServiceProvider.GetService<GrpcRuntime>()
        ?? throw new InvalidOperationException("Call services.AddBackordersGrpc() before services are mapped.");

    private static GroupedConventions Map<TService>(IEndpointRouteBuilder endpoints, ServiceSource<TService> source)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var runtime = Runtime(endpoints);
        var binder = new MethodBinder<TService>(runtime, source);
        ServiceBinding.Bind<TService>(binder);
        if (ServiceBinding.Descriptor<TService>() is { } descriptor)
        {
            runtime.Services.Add(descriptor);
        }

        return new GroupedConventions([.. binder.Methods.Select(method => method.Map(endpoints))]);
    }
}
