using System.Reflection;
using Backorders.Server.Security;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Backorders.Server.Edge;

/// <summary>Maps services so that every call carries its <see cref="CallInfo"/>.</summary>
internal static class CallEndpoints
{
    /// <summary>A service of the contract: what each of its calls asks of a key stands in <see cref="Rights"/>.</summary>
    public static void MapGuarded<TService>(this IEndpointRouteBuilder endpoints)
        where TService : class => Describe(endpoints.MapGrpcService<TService>(), typeof(TService), static path => Rights.Of(path));

    /// <summary>A service that anybody may call: health, and what a test adds.</summary>
    public static void MapOpen<TService>(this IEndpointRouteBuilder endpoints)
        where TService : class => Describe(endpoints.MapGrpcService<TService>(), typeof(TService), static _ => null);

    /// <summary>Reflection, which anybody may ask.</summary>
    public static void MapReflection(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcReflectionService().Add(static endpoint => Describe(endpoint, null, static _ => null));

    private static void Describe(IEndpointConventionBuilder mapped, Type service, Func<string, Right?> right)
    {
        ServiceDescriptor descriptor = DescriptorOf(service);
        mapped.Add(endpoint => Describe(endpoint, descriptor, right));
    }

    private static void Describe(EndpointBuilder endpoint, ServiceDescriptor? service, Func<string, Right?> right)
    {
        // The library adds endpoints that answer UNIMPLEMENTED; they name no method.
        if (endpoint.Metadata.OfType<GrpcMethodMetadata>().LastOrDefault() is { } mapped)
        {
            service ??= DescriptorOf(mapped.ServiceType);
            endpoint.Metadata.Add(new CallInfo(mapped.Method.FullName, right(mapped.Method.FullName), service.FindMethodByName(mapped.Method.Name)));
        }
    }

    /// <summary>The descriptor that the generator left beside the service's base.</summary>
    private static ServiceDescriptor DescriptorOf(Type service)
    {
        for (Type? type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false)?.BindType.GetProperty("Descriptor")?.GetValue(null) is ServiceDescriptor descriptor)
            {
                return descriptor;
            }
        }

        throw new InvalidOperationException($"{service.Name} is no service of a contract.");
    }
}
