using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Hosting;

/// <summary>
/// Tells a connection that speaks the other port's protocol so in words, in the protocol that it speaks. Kestrel itself closes it, and its client shows a code of the
/// transport. On a port with TLS both protocols are spoken, so nobody is wrong there.
/// </summary>
internal static class WrongDoor
{
    /// <summary>How long the first bytes may take, and a client that was answered may take to close; as long as Kestrel waits for an idle connection.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(130);

    /// <summary>For a port of gRPC alone: answers HTTP/1.1.</summary>
    public static void ExplainHttp1(ListenOptions port) => Guard(port, static bytes => !IsPreface(bytes) && bytes.FirstSpan[0] is >= (byte)'A' and <= (byte)'Z', AnswerHttp1Async);

    /// <summary>For a port of HTTP/1.1 alone: answers gRPC.</summary>
    public static void ExplainHttp2(ListenOptions port) => Guard(port, IsPreface, AnswerHttp2Async);

    private static void Guard(ListenOptions port, Func<ReadOnlySequence<byte>, bool> isWrong, Func<ConnectionContext, NodePorts, CancellationToken, Task> answer) =>
        port.Use(next => async connection =>
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(
                connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default);
            patience.CancelAfter(Patience);
            try
            {
                if (await BeginsWrongAsync(connection.Transport.Input, isWrong, patience.Token).ConfigureAwait(false))
                {
                    NodePorts ports = port.ApplicationServices.GetRequiredService<NodePorts>();
                    await answer(connection, ports, patience.Token).ConfigureAwait(false);
                    await DrainAsync(connection, patience.Token).ConfigureAwait(false);
                    return;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionAbortedException)
            {
                connection.Abort();
                return;
            }

            await next(connection).ConfigureAwait(false);
        });

    /// <summary>Looks at the first bytes and leaves them where they are.</summary>
    private static async Task<bool> BeginsWrongAsync(PipeReader input, Func<ReadOnlySequence<byte>, bool> isWrong, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellation).ConfigureAwait(false);
            bool isKnown = read.IsCompleted || read.Buffer.Length >= Http2Refusal.Preface.Length || !IsPreface(read.Buffer);
            bool wrong = isKnown && !read.Buffer.IsEmpty && isWrong(read.Buffer);
            input.AdvanceTo(read.Buffer.Start, isKnown ? read.Buffer.Start : read.Buffer.End);
            if (isKnown)
            {
                return wrong;
            }
        }
    }

    /// <summary>Whether the bytes are HTTP/2's first ones, or a part of them. Source: RFC 9113, 3.4</summary>
    private static bool IsPreface(ReadOnlySequence<byte> bytes)
    {
        int length = (int)Math.Min(bytes.Length, Http2Refusal.Preface.Length);
        Span<byte> begin = stackalloc byte[length];
        bytes.Slice(0, length).CopyTo(begin);
        return begin.SequenceEqual(Http2Refusal.Preface[..length]);
    }

    private static async Task AnswerHttp1Async(ConnectionContext connection, NodePorts ports, CancellationToken cancellation)
    {
        string body = $"This port speaks gRPC, which is HTTP/2. JSON, gRPC-Web, /metrics and /health are served over HTTP/1.1 at {ports.Http}\n";
        string answer = $"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        await connection.Transport.Output.WriteAsync(Encoding.UTF8.GetBytes(answer), cancellation).ConfigureAwait(false);
    }

    private static Task AnswerHttp2Async(ConnectionContext connection, NodePorts ports, CancellationToken cancellation) =>
        Http2Refusal.AnswerAsync(connection.Transport, $"This port speaks HTTP/1.1: JSON, gRPC-Web, /metrics and /health. gRPC over HTTP/2 is served at {ports.Grpc}", cancellation);

    /// <summary>Closing while bytes stand unread would reset the connection, and the answer could be lost.</summary>
    private static async Task DrainAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
        bool isOver = false;
        while (!isOver)
        {
            ReadResult read = await connection.Transport.Input.ReadAsync(cancellation).ConfigureAwait(false);
            isOver = read.IsCompleted || read.IsCanceled;
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }
    }
}
