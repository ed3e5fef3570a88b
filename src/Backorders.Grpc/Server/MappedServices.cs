using Google.Protobuf.Reflection;

namespace Backorders.Grpc.Server;

/// <summary>The services of this server, for reflection.</summary>
internal sealed class MappedServices
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServiceDescriptor> _services = new(StringComparer.Ordinal);

    public IReadOnlyList<ServiceDescriptor> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _services.Values.OrderBy(service => service.FullName, StringComparer.Ordinal)];
            }
        }
    }

    public void Add(ServiceDescriptor service)
    {
        lock (_gate)
        {
            _services[service.FullName] = service;
        }
    }
}
