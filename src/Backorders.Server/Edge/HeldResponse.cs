using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Backorders.Server.Edge;

/// <summary>Takes the place of a response while the library writes its own into it. It has started once a message is written, as the true one has: then what follows goes to the trailers.</summary>
internal sealed class HeldResponse : ICallResponse, IDisposable
{
    private readonly MemoryStream body = new();

    /// <summary>Makes an empty one.</summary>
    public HeldResponse() => Writer = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));

    /// <inheritdoc/>
    public Stream Stream => body;

    /// <inheritdoc/>
    public PipeWriter Writer { get; }

    /// <inheritdoc/>
    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    /// <inheritdoc/>
    public string? ReasonPhrase { get; set; }

    /// <inheritdoc/>
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    /// <inheritdoc/>
    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    /// <inheritdoc/>
    Stream IHttpResponseFeature.Body
    {
        get => body;
        set => throw new NotSupportedException("The body of a held response stays its own.");
    }

    /// <inheritdoc/>
    public bool HasStarted { get; private set; }

    /// <summary>What was written.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync()
    {
        await Writer.FlushAsync().ConfigureAwait(false);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        HasStarted = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CompleteAsync() => StartAsync();

    /// <inheritdoc/>
    public void DisableBuffering()
    {
        // Everything is held: the status comes last and decides how the body is written.
    }

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException("gRPC sends messages, no files.");

    /// <inheritdoc/>
    public void OnStarting(Func<object, Task> callback, object state)
    {
        // The true response has its own.
    }

    /// <inheritdoc/>
    public void OnCompleted(Func<object, Task> callback, object state)
    {
        // The true response has its own.
    }

    /// <inheritdoc/>
    /// <remarks>After a deadline the library resets the stream; this one's client still gets its answer.</remarks>
    public void Reset(int errorCode)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => body.Dispose();
}
