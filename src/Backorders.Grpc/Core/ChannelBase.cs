namespace Grpc.Core;

/// <summary>Connections to one target.</summary>
public abstract class ChannelBase
{
    /// <summary>Names the target, for people.</summary>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>Where the channel leads, for example <c>localhost:5081</c>.</summary>
    public string Target { get; }

    /// <summary>What clients start their calls on.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>
    /// Closes the connections; calls in flight end with <see cref="StatusCode.Cancelled"/> or <see cref="StatusCode.Unavailable"/>.
    /// </summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>Implements <see cref="ShutdownAsync"/>.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
