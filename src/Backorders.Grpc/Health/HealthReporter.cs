using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Backorders.Grpc.Health;

/// <summary>
/// What the health service says, as the host tells it. The node as a whole (the empty name) is NOT_SERVING until the host says otherwise, and
/// everything is NOT_SERVING for good once the host begins to stop. Thread-safe.
/// </summary>
public sealed class HealthReporter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal) { [""] = ServingStatus.NotServing };
    private TaskCompletionSource _changed = NewSignal();
    private bool _shutDown;

    /// <summary>Sets the status of a service (its full name), or of the node (the empty name). Without effect after <see cref="Shutdown"/>.</summary>
    public void SetStatus(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_shutDown)
            {
                return;
            }

            _statuses[service] = status;
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    /// <summary>The status of a service, or of the node (the empty name); <see cref="ServingStatus.ServiceUnknown"/> for one that was never set.</summary>
    public ServingStatus StatusOf(string service)
    {
        lock (_gate)
        {
            return _statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown);
        }
    }

    /// <summary>Sets everything to NOT_SERVING, for good, so that balancers look elsewhere before the connections close.</summary>
    public void Shutdown()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _shutDown = true;
            foreach (var service in _statuses.Keys.ToArray())
            {
                _statuses[service] = ServingStatus.NotServing;
            }

            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    /// <summary>The status of a service, null when it was never set; and a task that completes with the next change of any service.</summary>
    internal (ServingStatus? Status, Task Changed) Read(string service)
    {
        lock (_gate)
        {
            return (_statuses.TryGetValue(service, out var status) ? status : null, _changed.Task);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
