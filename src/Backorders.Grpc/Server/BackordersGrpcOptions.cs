namespace Backorders.Grpc.Server;

/// <summary>Limits and habits of the server half, the same for all services.</summary>
public sealed class BackordersGrpcOptions
{
    /// <summary>
    /// Largest request message in bytes, after decompression. 4 MiB, as all gRPC libraries have it; larger ones get RESOURCE_EXHAUSTED.
    /// </summary>
    public int MaxReceiveMessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest response message in bytes; null (the default) for no limit. A larger one ends its call with RESOURCE_EXHAUSTED.</summary>
    public int? MaxSendMessageBytes { get; set; }

    /// <summary>
    /// Responses of at least this many bytes are compressed with gzip for clients that accept it. Null (the default) compresses nothing: on a local
    /// network the processor is dearer than the bytes.
    /// </summary>
    public int? CompressResponsesFromBytes { get; set; }

    /// <summary>
    /// How long a client may leave no room for a stream's messages before its call is reset. Default 60 seconds: a paused reader resumes well within
    /// that, a dead one does not hold a handler for ever. <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </summary>
    public TimeSpan StalledWriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a streaming handler may go on after its token fired because the server shuts down, before the client is told UNAVAILABLE without
    /// it. Default 5 seconds; zero tells it at once.
    /// </summary>
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Sends the text of unexpected exceptions to the client. Default false: they may name what outsiders should not know.</summary>
    public bool EnableDetailedErrors { get; set; }

    /// <summary>Filters around every call, the first one outermost. Each is taken from the service provider once, when services are mapped.</summary>
    public ServerCallFilterList Filters { get; } = new();

    internal void Validate()
    {
        var errors = new List<string>();
        Check(MaxReceiveMessageBytes > 0, $"{nameof(MaxReceiveMessageBytes)} must be positive.");
        Check(MaxSendMessageBytes is null or > 0, $"{nameof(MaxSendMessageBytes)} must be positive, or null for no limit.");
        Check(CompressResponsesFromBytes is null or >= 0, $"{nameof(CompressResponsesFromBytes)} must not be negative.");
        Check(
            StalledWriteTimeout > TimeSpan.Zero || StalledWriteTimeout == Timeout.InfiniteTimeSpan,
            $"{nameof(StalledWriteTimeout)} must be positive, or infinite.");
        Check(ShutdownGrace >= TimeSpan.Zero, $"{nameof(ShutdownGrace)} must not be negative.");
        if (errors.Count > 0)
        {
            throw new InvalidOperationException("The gRPC options are wrong: " + string.Join(' ', errors));
        }

        void Check(bool right, string error)
        {
            if (!right)
            {
                errors.Add(error);
            }
        }
    }
}
