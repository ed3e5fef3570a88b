namespace Grpc.Core;

/// <summary>Code and message with which a call ended.</summary>
public readonly struct Status : IEquatable<Status>
{
    /// <summary>Success without a message.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>The call was cancelled; without a message.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    private readonly string? _detail;

    /// <summary>Status as sent to, or received from, the peer.</summary>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>Status with the local exception behind it, which never travels.</summary>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        _detail = detail;
        DebugException = debugException;
    }

    /// <summary>What kind of outcome.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>For people who debug; never parsed by programs. Empty rather than null.</summary>
    public string Detail => _detail ?? "";

    /// <summary>The local cause, where there is one. Never sent, and no part of equality.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc/>
    public bool Equals(Status other) => StatusCode == other.StatusCode && Detail == other.Detail;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Status other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StatusCode, Detail);

    /// <summary>Equal code and detail.</summary>
    public static bool operator ==(Status left, Status right) => left.Equals(right);

    /// <summary>Different code or detail.</summary>
    public static bool operator !=(Status left, Status right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}
