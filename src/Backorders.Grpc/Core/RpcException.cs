namespace Grpc.Core;

/// <summary>A call that did not end with OK. A service throws it to choose the status; a client catches it to learn the status.</summary>
public class RpcException : Exception
{
    /// <summary>An outcome without trailers.</summary>
    public RpcException(Status status)
        : this(status, Metadata.Empty)
    {
    }

    /// <summary>An outcome with a message for the local log that replaces the default one.</summary>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>An outcome with trailers, for example <c>grpc-status-details-bin</c>.</summary>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>An outcome with trailers and a message for the local log.</summary>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>Code and detail as they travel.</summary>
    public Status Status { get; }

    /// <summary>Short for <c>Status.StatusCode</c>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>Metadata sent with the status; never null.</summary>
    public Metadata Trailers { get; }
}
