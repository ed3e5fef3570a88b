namespace Grpc.Core;

/// <summary>The methods of one service object, ready to be bound.</summary>
public class ServerServiceDefinition
{
    private readonly IReadOnlyList<Action<ServiceBinderBase>> _methods;

    internal ServerServiceDefinition(IReadOnlyList<Action<ServiceBinderBase>> methods)
    {
        _methods = methods;
    }

    /// <summary>Starts a definition.</summary>
    public static Builder CreateBuilder() => new();

    internal void BindService(ServiceBinderBase binder)
    {
        foreach (var method in _methods)
        {
            method(binder);
        }
    }

    /// <summary>Collects methods; called by generated code.</summary>
    public class Builder
    {
        private readonly List<Action<ServiceBinderBase>> _methods = [];
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        /// <summary>One request, one response. <see cref="ArgumentException"/> for a name that is taken.</summary>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler)
            where TRequest : class
            where TResponse : class => Add(method, binder => binder.AddMethod(method, handler));

        /// <summary>Many requests, one response. <see cref="ArgumentException"/> for a name that is taken.</summary>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler)
            where TRequest : class
            where TResponse : class => Add(method, binder => binder.AddMethod(method, handler));

        /// <summary>One request, many responses. <see cref="ArgumentException"/> for a name that is taken.</summary>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler)
            where TRequest : class
            where TResponse : class => Add(method, binder => binder.AddMethod(method, handler));

        /// <summary>Many requests, many responses. <see cref="ArgumentException"/> for a name that is taken.</summary>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler)
            where TRequest : class
            where TResponse : class => Add(method, binder => binder.AddMethod(method, handler));

        /// <summary>The finished definition.</summary>
        public ServerServiceDefinition Build() => new(_methods.ToArray());

        private Builder Add(IMethod method, Action<ServiceBinderBase> bind)
        {
            if (!_names.Add(method.FullName))
            {
                throw new ArgumentException($"The method {method.FullName} is defined twice.", nameof(method));
            }

            _methods.Add(bind);
            return this;
        }
    }
}
