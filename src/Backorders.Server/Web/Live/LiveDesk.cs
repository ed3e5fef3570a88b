using System.Buffers;
using System.Collections.Frozen;
using System.IO.Pipelines;
using System.Text;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Web.Live;

/// <summary>
/// One stream of server-sent events for all that a browser wants to hear: HTTP/1.1 gives a browser six connections to an origin, and three streams and a second tab would hold up its scans. It is
/// made of calls of the contract, each made by itself (<see cref="InnerCalls"/>) with the caller's own rights and limits; a cursor is in the call's own messages, so any node resumes it.
/// </summary>
/// <remarks>
/// An answer is an event with the stream's name. How a call ended is the last of its events, named <c>NAME.end</c>: its data is that of <c>end</c> in <see cref="EventStream"/>, or the body of a
/// call that was refused. The others go on; the response ends with the last of them.
/// </remarks>
internal sealed class LiveDesk(InnerCalls inner, CallGuard guard, OpenStreams streams, NodeClock clock, IServiceProvider services)
{
    private const string Package = "/backorders.v1.";

    /// <summary>As much as one call may lag behind the client, beside what its own stream holds.</summary>
    private const int HeldBytesMax = 64 * 1024;

    private static readonly byte[] eventEnds = "\n\n"u8.ToArray();
    private static readonly byte[] endBegins = "event: end\n"u8.ToArray();
    private static readonly byte[] dataBegins = "data: "u8.ToArray();

    /// <summary>Mapped when the node has started, so they are looked for at the first request.</summary>
    private readonly Lazy<FrozenDictionary<string, CallInfo>> known = new(() => services.GetRequiredService<EndpointDataSource>().Endpoints
        .Select(e => e.Metadata.GetMetadata<CallInfo>()).OfType<CallInfo>().Where(c => c.Right is not null && EventStream.IsPossible(c))
        .DistinctBy(c => c.Path).ToFrozenDictionary(c => c.Path[Package.Length..]));

    /// <summary>Answers until the last of the calls is over, the client is gone or the node stops.</summary>
    /// <exception cref="RpcException">Nobody is logged in, or what is wanted has not the form of <see cref="LiveRequest"/>; nothing has been sent.</exception>
    public async Task TellAsync(HttpContext http)
    {
        await guard.RequireSomebodyAsync(http).ConfigureAwait(false);
        IReadOnlyList<LiveCall> calls = await LiveRequest.ReadAsync(http, known.Value).ConfigureAwait(false);

        // Entered once more than its calls: at a stop the node waits until their ends have been passed on too.
        streams.Enter();
        try
        {
            await BeginAsync(http).ConfigureAwait(false);
            using SemaphoreSlim writing = new(1, 1);
            await Task.WhenAll(calls.Select(call => TellAsync(http, call, writing))).ConfigureAwait(false);
            if (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.CompleteAsync().WaitAsync(StreamCallContext.StalledMax, clock.Waiting).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or TimeoutException)
        {
            StreamCallContext.Reset(http); // the client is gone, or takes nothing any more
        }
        finally
        {
            streams.Leave();
        }
    }

    private static Task BeginAsync(HttpContext http)
    {
        http.Response.ContentType = EventStream.ContentType;
        http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();

        // As in EventStream: a proxy that collects a response would hold all events back.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return http.Response.BodyWriter.FlushAsync(http.RequestAborted).AsTask();
    }

    private async Task TellAsync(HttpContext http, LiveCall call, SemaphoreSlim writing)
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: HeldBytesMax, resumeWriterThreshold: HeldBytesMax / 2, useSynchronizationContext: false));
        Task running = EndingAsync(http, inner.RunAsync(http, call.Call, call.Json, pipe.Writer.AsStream(leaveOpen: true), out IHttpResponseFeature response), pipe.Writer);
        EventNames names = new(call.Name);
        while (true)
        {
            ReadResult read = await pipe.Reader.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> rest = read.Buffer;
            bool isRefusal = response.StatusCode != StatusCodes.Status200OK;
            try
            {
                await writing.WaitAsync(http.RequestAborted).ConfigureAwait(false);
                try
                {
                    rest = isRefusal ? WriteRefusal(http.Response.BodyWriter, rest, read.IsCompleted, names) : WriteEvents(http.Response.BodyWriter, rest, names);
                    await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
                }
                finally
                {
                    writing.Release();
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                rest = rest.Slice(rest.End); // the client is gone, and the call ends for it; what it still says is dropped
            }

            pipe.Reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                await running.ConfigureAwait(false);
                return;
            }
        }
    }

    /// <summary>However a call ends, whoever reads its answer learns that nothing more comes. One that fails as no call may cuts the client off, who would wait for its end.</summary>
    private static async Task EndingAsync(HttpContext http, Task running, PipeWriter answer)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch
        {
            http.Abort();
            throw;
        }
        finally
        {
            await answer.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Passes whole events on under the stream's name; what is left is the beginning of one.</summary>
    private static ReadOnlySequence<byte> WriteEvents(PipeWriter to, ReadOnlySequence<byte> rest, EventNames names)
    {
        SequenceReader<byte> reader = new(rest);
        while (reader.TryReadTo(out ReadOnlySequence<byte> told, eventEnds))
        {
            bool isEnd = told.Length > endBegins.Length && new SequenceReader<byte>(told).IsNext(endBegins);
            to.Write(isEnd ? names.End : names.Answer);
            Copy(isEnd ? told.Slice(endBegins.Length) : told, to);
            to.Write(eventEnds);
        }

        return reader.UnreadSequence;
    }

    /// <summary>The body of a refusal is one line of JSON: once it is whole it is the call's end.</summary>
    private static ReadOnlySequence<byte> WriteRefusal(PipeWriter to, ReadOnlySequence<byte> rest, bool isWhole, EventNames names)
    {
        if (!isWhole)
        {
            return rest;
        }

        to.Write(names.End);
        to.Write(dataBegins);
        Copy(rest, to);
        to.Write(eventEnds);
        return rest.Slice(rest.End);
    }

    private static void Copy(ReadOnlySequence<byte> from, PipeWriter to)
    {
        foreach (ReadOnlyMemory<byte> part in from)
        {
            to.Write(part.Span);
        }
    }

    /// <summary>The first lines of a stream's events.</summary>
    private sealed class EventNames(string name)
    {
        public byte[] Answer { get; } = Encoding.ASCII.GetBytes($"event: {name}\n");

        public byte[] End { get; } = Encoding.ASCII.GetBytes($"event: {name}.end\n");
    }
}
