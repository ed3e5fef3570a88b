using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Grpc.Server;

/// <summary>The filters of a server, in the order in which they see a call.</summary>
public sealed class ServerCallFilterList
{
    private readonly List<Func<IServiceProvider, IServerCallFilter>> _factories = [];

    /// <summary>
    /// Adds a filter type: the registered service of that type, or else one made with constructor injection. One instance serves all calls.
    /// </summary>
    public void Add<TFilter>()
        where TFilter : class, IServerCallFilter =>
        _factories.Add(services => ActivatorUtilities.GetServiceOrCreateInstance<TFilter>(services));

    /// <summary>Adds a filter object.</summary>
    public void Add(IServerCallFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        _factories.Add(_ => filter);
    }

    internal IReadOnlyList<IServerCallFilter> Create(IServiceProvider services) => [.. _factories.Select(create => create(services))];
}
