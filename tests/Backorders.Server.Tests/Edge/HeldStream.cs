namespace Backorders.Server.Tests.Edge;

/// <summary>Takes what is written, flush by flush. Each write waits until the test lets it go, or fails as the test says.</summary>
internal sealed class HeldStream : Stream
{
    private readonly SemaphoreSlim allowed = new(0);
    private readonly Lock gate = new();
    private readonly List<byte[]> written = [];
    private int started;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What the next write that is let go fails with.</summary>
    public Exception? Failure { get; set; }

    public int Flushes { get; private set; }

    /// <summary>Writes that came, whether or not they were let go.</summary>
    public int Started => Volatile.Read(ref started);

    public byte[][] Written
    {
        get
        {
            lock (gate)
            {
                return [.. written];
            }
        }
    }

    public byte[] Bytes => [.. Written.SelectMany(part => part)];

    public void Release(int writes = 1) => allowed.Release(writes);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref started);
        await allowed.WaitAsync(cancellationToken);
        if (Failure is { } failure)
        {
            throw failure;
        }

        lock (gate)
        {
            written.Add(buffer.ToArray());
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flushes++;
        return Task.CompletedTask;
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
