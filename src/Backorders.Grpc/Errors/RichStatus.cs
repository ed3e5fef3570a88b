using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace Backorders.Grpc.Errors;

/// <summary>
/// A status with details for programs: <c>google.rpc.Status</c> in the trailer <c>grpc-status-details-bin</c>, the details of a Connect error, or a
/// gRPC-Web trailer, whichever way the client came. Source: https://google.aip.dev/193
/// </summary>
public sealed class RichStatus
{
    /// <summary>The trailer that carries the details.</summary>
    public const string TrailerName = "grpc-status-details-bin";

    private readonly Google.Rpc.Status _status;

    private RichStatus(Google.Rpc.Status status)
    {
        _status = status;
    }

    /// <summary>The code; equal to that of the plain status.</summary>
    public StatusCode Code => (StatusCode)_status.Code;

    /// <summary>The message; equal to the detail of the plain status.</summary>
    public string Message => _status.Message;

    /// <summary>The cause for programs, null when the server gave none.</summary>
    public ErrorInfo? ErrorInfo => Find<ErrorInfo>();

    /// <summary>What is wrong with the request itself, null when the server did not say.</summary>
    public BadRequest? BadRequest => Find<BadRequest>();

    /// <summary>How long to wait before a retry; null when a retry does not help.</summary>
    public TimeSpan? RetryDelay => Find<RetryInfo>()?.RetryDelay?.ToTimeSpan();

    /// <summary>All details, also of types unknown here.</summary>
    public IReadOnlyList<Any> Details => _status.Details;

    /// <summary>
    /// An exception for a service to throw. Each detail is usually an <see cref="Google.Rpc.ErrorInfo"/>, a <see cref="RetryInfo"/> or a
    /// <see cref="Google.Rpc.BadRequest"/>. All of it travels in a header of at most some kilobytes: keep it short.
    /// </summary>
    public static RpcException Create(StatusCode code, string message, params IEnumerable<IMessage> details)
    {
        ArgumentNullException.ThrowIfNull(message);
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.AddRange(details.Select(Any.Pack));
        return new RpcException(new Status(code, message), new Metadata { { TrailerName, status.ToByteArray() } });
    }

    /// <summary>
    /// A short form: the reason for programs, what was wrong (and what would be right) as pairs, and after what delay a retry can help.
    /// </summary>
    public static RpcException Create(
        StatusCode code,
        string message,
        string reason,
        string domain,
        IEnumerable<KeyValuePair<string, string>>? metadata = null,
        TimeSpan? retryDelay = null)
    {
        var info = new ErrorInfo { Reason = reason, Domain = domain };
        foreach (var (key, value) in metadata ?? [])
        {
            info.Metadata[key] = value;
        }

        return retryDelay is { } delay
            ? Create(code, message, info, new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) })
            : Create(code, message, info);
    }

    /// <summary>The details that came with a failed call; null when there were none, or they cannot be read.</summary>
    public static RichStatus? From(RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return From(exception.Trailers);
    }

    /// <summary>The details among the trailers of a call; null when there are none, or they cannot be read.</summary>
    public static RichStatus? From(Metadata trailers)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        if (trailers.GetValueBytes(TrailerName) is not { } bytes)
        {
            return null;
        }

        try
        {
            return new RichStatus(Google.Rpc.Status.Parser.ParseFrom(bytes));
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>The first detail of the type, or null.</summary>
    public T? Find<T>()
        where T : class, IMessage<T>, new()
    {
        foreach (var detail in _status.Details)
        {
            if (detail.TryUnpack<T>(out var found))
            {
                return found;
            }
        }

        return null;
    }
}
