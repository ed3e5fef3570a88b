using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Edge;

/// <summary>
/// Calls by plain POST, as JSON or as a message's bytes: what <c>curl</c>, scripts and pages use. The request becomes a framed message and goes the way of any call; the HTTP
/// status tells the outcome. Source: https://connectrpc.com/docs/protocol#unary-rpcs. A stream of answers comes as server-sent events (<see cref="EventStream"/>).
/// </summary>
/// <remarks>
/// The library's own JSON transcoding is not used: it ignores unknown fields, so a misspelt quantity becomes a quantity of 0, and it bounds no message.
/// </remarks>
internal sealed class JsonCalls(RequestDelegate next, JsonLimits limits)
{
    private const string TrailerPrefix = "trailer-";
    private const string StreamsAccepted = "application/grpc, application/grpc-web, application/grpc-web-text";

    /// <summary>Runs for every request; what is no call by plain POST passes.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        string? type = http.Request.ContentType;
        if (PlainForm.IsGrpc(type) || http.GetEndpoint()?.Metadata.GetMetadata<CallInfo>() is not { } call)
        {
            return next(http);
        }

        PlainForm? form = PlainForm.Of(type);
        if (form is not null && call.IsUnary)
        {
            return RunAsync(http, () => AnswerAsync(http, call, form));
        }

        if (form == PlainForm.Json && EventStream.IsWanted(http, call))
        {
            return RunAsync(http, () => TellAsync(http, call));
        }

        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        string taken = call.IsUnary ? $"{StreamsAccepted}, {PlainForm.Json.ContentType}, {PlainForm.Proto.ContentType}" : StreamsAccepted;
        http.Response.Headers["Accept-Post"] = taken;
        string asEvents = EventStream.IsPossible(call) ? $" With 'accept: {EventStream.ContentType}' it takes {PlainForm.Json.ContentType}." : string.Empty;
        return UnservedAnswers.WriteAsync(http, "invalid_argument", $"{http.Request.Path} does not take content-type '{type}'. It takes {taken}.{asEvents}");
    }

    private static async Task RunAsync(HttpContext http, Func<Task> answer)
    {
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            EarlyAnswer.Note(http, e.StatusCode);
            await JsonError.WriteAsync(http, e.Status, e.Trailers).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (BrokenMessage.Is(e))
        {
            Status status = BrokenMessage.StatusOf(e) is { StatusCode: StatusCode.ResourceExhausted } tooLarge ? tooLarge : new Status(StatusCode.InvalidArgument, "The body cannot be read: " + e.Message);
            EarlyAnswer.Note(http, status.StatusCode);
            await JsonError.WriteAsync(http, status, []).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext http, CallInfo call, PlainForm form)
    {
        string? timeout = PlainRequest.ReadHeaders(http);
        byte[] request = await PlainRequest.ReadAsync(http, form, call.Method.InputType, limits.MessageBytesMax).ConfigureAwait(false);
        using HeldResponse held = new();
        await FramedCall.RunAsync(next, http, request, timeout, held).ConfigureAwait(false);
        (Status status, Metadata trailers) = EndOf(http);
        PutTrailers(trailers, http.Response.Headers);
        if (status.StatusCode != StatusCode.OK)
        {
            throw new RpcException(status, trailers);
        }

        PutHeaders(held.Headers, http.Response.Headers);
        await WriteAsync(http, form, call, await held.ReadAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>The same for a stream of answers: one that has begun tells its end itself.</summary>
    private async Task TellAsync(HttpContext http, CallInfo call)
    {
        string? timeout = PlainRequest.ReadHeaders(http);
        byte[] request = await PlainRequest.ReadAsync(http, PlainForm.Json, call.Method.InputType, limits.MessageBytesMax).ConfigureAwait(false);
        EventStream events = new(http, call.Method.OutputType);
        Task telling = events.TellAsync();
        try
        {
            await FramedCall.RunAsync(next, http, request, timeout, events).ConfigureAwait(false);
        }
        finally
        {
            await events.CompleteAsync().ConfigureAwait(false);
            await telling.ConfigureAwait(false);
        }

        (Status status, Metadata trailers) = EndOf(http);
        if (status.StatusCode != StatusCode.OK && !events.HasBegun)
        {
            throw new RpcException(status, trailers);
        }

        await events.EndAsync(status, trailers).ConfigureAwait(false);
    }

    /// <summary>How the library ended the call.</summary>
    private static (Status Status, Metadata Trailers) EndOf(HttpContext http)
    {
        ServerCallContext? ended = http.Features.Get<IServerCallContextFeature>()?.ServerCallContext;
        Status status = ended?.Status ?? new Status(StatusCode.Unknown, "The call did not begin.");
        return status is { StatusCode: StatusCode.Unknown, DebugException: InvalidProtocolBufferException e }
            ? throw new RpcException(ended!.Status = new Status(StatusCode.InvalidArgument, "A message cannot be parsed: " + e.Message))
            : (status, ended?.ResponseTrailers ?? []);
    }

    /// <summary>What belongs to gRPC, or to the body that was held, stays there.</summary>
    private static void PutHeaders(IHeaderDictionary from, IHeaderDictionary to)
    {
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in from)
        {
            if (!name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("content-", StringComparison.OrdinalIgnoreCase))
            {
                to[name] = values;
            }
        }
    }

    /// <summary>The details of an error are in its body.</summary>
    private static void PutTrailers(Metadata trailers, IHeaderDictionary to)
    {
        foreach (Metadata.Entry entry in trailers)
        {
            if (!entry.Key.StartsWith("grpc-", StringComparison.Ordinal))
            {
                to.Append(TrailerPrefix + entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value);
            }
        }
    }

    private static async Task WriteAsync(HttpContext http, PlainForm form, CallInfo call, ReadOnlyMemory<byte> framed)
    {
        ReadOnlyMemory<byte> body = framed[PlainRequest.FrameBytes..];
        if (form == PlainForm.Json)
        {
            body = JsonMessages.For(call.Method.OutputType).Format(call.Method.OutputType.Parser.ParseFrom(body.Span));
        }

        http.Response.ContentType = form.ContentType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
