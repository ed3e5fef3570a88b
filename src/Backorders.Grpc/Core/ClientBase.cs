namespace Grpc.Core;

/// <summary>Base of generated clients. Thread-safe, cheap, and no owner of the channel.</summary>
public abstract class ClientBase
{
    private readonly CallInvoker? _callInvoker;

    /// <summary>For test doubles that override all methods.</summary>
    protected ClientBase()
    {
    }

    /// <summary>Calls through the channel.</summary>
    protected ClientBase(ChannelBase channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _callInvoker = channel.CreateCallInvoker();
    }

    /// <summary>Calls through the invoker.</summary>
    protected ClientBase(CallInvoker callInvoker)
    {
        ArgumentNullException.ThrowIfNull(callInvoker);
        _callInvoker = callInvoker;
    }

    /// <summary>Calls as another client does.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _callInvoker = configuration.CallInvoker;
    }

    /// <summary>What the calls start on. <see cref="InvalidOperationException"/> in a test double.</summary>
    protected CallInvoker CallInvoker => _callInvoker ?? throw new InvalidOperationException("This client is a test double without an invoker.");

    internal ClientBaseConfiguration Configuration => new(CallInvoker);

    /// <summary>How a client starts its calls.</summary>
    protected internal class ClientBaseConfiguration
    {
        internal ClientBaseConfiguration(CallInvoker callInvoker)
        {
            CallInvoker = callInvoker;
        }

        internal CallInvoker CallInvoker { get; }
    }
}
