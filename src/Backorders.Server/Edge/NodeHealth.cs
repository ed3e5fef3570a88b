using Grpc.HealthCheck;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Backorders.Server.Edge;

/// <summary>
/// Whether the node serves, as the host tells it and balancers hear it by gRPC's health service. It is NOT_SERVING until the host says otherwise, and for good once the host begins to
/// stop. Thread-safe.
/// </summary>
internal sealed class NodeHealth
{
    private readonly Lock gate = new();
    private bool ended;

    /// <summary>Begins NOT_SERVING.</summary>
    public NodeHealth() => Service.SetStatus(string.Empty, ServingStatus.NotServing);

    /// <summary>The standard service.</summary>
    public HealthServiceImpl Service { get; } = new();

    /// <summary>What balancers are told now.</summary>
    public bool IsServing { get; private set; }

    /// <summary>Says whether the node serves. Without effect after <see cref="End"/>.</summary>
    public void Set(bool serves)
    {
        lock (gate)
        {
            if (!ended)
            {
                Tell(serves);
            }
        }
    }

    /// <summary>Says for good that it does not, so that balancers look elsewhere before the connections close.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            Tell(false);
        }
    }

    private void Tell(bool serves)
    {
        IsServing = serves;
        Service.SetStatus(string.Empty, serves ? ServingStatus.Serving : ServingStatus.NotServing);
    }
}
