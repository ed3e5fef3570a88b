namespace Grpc.Core;

/// <summary>Base of generated clients that can be copied with another configuration.</summary>
/// <typeparam name="T">The generated client.</typeparam>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    /// <summary>For test doubles that override all methods.</summary>
    protected ClientBase()
    {
    }

    /// <summary>Calls through the channel.</summary>
    protected ClientBase(ChannelBase channel)
        : base(channel)
    {
    }

    /// <summary>Calls through the invoker.</summary>
    protected ClientBase(CallInvoker callInvoker)
        : base(callInvoker)
    {
    }

    /// <summary>Calls as another client does.</summary>
    protected ClientBase(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>Implemented by generated code.</summary>
    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}
