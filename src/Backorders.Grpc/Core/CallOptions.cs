namespace Grpc.Core;

/// <summary>What one call brings along besides its request.</summary>
public struct CallOptions
{
    /// <summary>All parts are optional; the deadline is in UTC.</summary>
    public CallOptions(
        Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default, WriteOptions? writeOptions = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
    }

    /// <summary>Metadata to send.</summary>
    public Metadata? Headers { get; private set; }

    /// <summary>When to give up, in UTC; the server learns of it. Null waits for ever.</summary>
    public DateTime? Deadline { get; private set; }

    /// <summary>Gives up when it fires; the server learns of it.</summary>
    public CancellationToken CancellationToken { get; private set; }

    /// <summary>Hints for the requests.</summary>
    public WriteOptions? WriteOptions { get; private set; }

    /// <summary>The same options with other metadata.</summary>
    public CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>The same options with another deadline, in UTC.</summary>
    public CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>The same options with another token.</summary>
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    /// <summary>The same options with other hints.</summary>
    public CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };
}
