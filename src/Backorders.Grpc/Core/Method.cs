namespace Grpc.Core;

/// <summary>A remote method with the marshallers of its messages.</summary>
/// <typeparam name="TRequest">What the client sends.</typeparam>
/// <typeparam name="TResponse">What the server sends.</typeparam>
public class Method<TRequest, TResponse> : IMethod
{
    /// <summary>Called by generated code.</summary>
    public Method(MethodType type, string serviceName, string name, Marshaller<TRequest> requestMarshaller, Marshaller<TResponse> responseMarshaller)
    {
        ArgumentNullException.ThrowIfNull(serviceName);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(requestMarshaller);
        ArgumentNullException.ThrowIfNull(responseMarshaller);
        Type = type;
        ServiceName = serviceName;
        Name = name;
        RequestMarshaller = requestMarshaller;
        ResponseMarshaller = responseMarshaller;
        FullName = "/" + serviceName + "/" + name;
    }

    /// <inheritdoc/>
    public MethodType Type { get; }

    /// <inheritdoc/>
    public string ServiceName { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string FullName { get; }

    /// <summary>Between requests and bytes.</summary>
    public Marshaller<TRequest> RequestMarshaller { get; }

    /// <summary>Between responses and bytes.</summary>
    public Marshaller<TResponse> ResponseMarshaller { get; }
}
