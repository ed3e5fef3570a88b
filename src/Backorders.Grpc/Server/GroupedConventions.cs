using Microsoft.AspNetCore.Builder;

namespace Backorders.Grpc.Server;

/// <summary>Applies a convention, for example an authorization policy, to all methods of a service.</summary>
internal sealed class GroupedConventions(IReadOnlyList<IEndpointConventionBuilder> methods) : IEndpointConventionBuilder
{
    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var method in methods)
        {
            method.Add(convention);
        }
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        foreach (var method in methods)
        {
            method.Finally(finallyConvention);
        }
    }
}
