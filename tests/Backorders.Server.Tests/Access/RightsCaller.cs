using Backorders.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace Backorders.Server.Tests.Access;

/// <summary>Makes any call of the contract as bytes, with any key.</summary>
internal sealed class RightsCaller(Uri address, HttpMessageHandler? connection = null) : IDisposable
{
    /// <summary>What a stream without an end is read for.</summary>
    private const int MessagesMax = 60;

    /// <summary>HTTP/2's STREAM_CLOSED. Source: RFC 9113, section 7.</summary>
    private const int StreamClosed = 5;

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static (byte[] b) => b, static b => b);

    private readonly GrpcChannel channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = connection, DisposeHttpClient = connection is not null });

    public async Task<Answer> CallAsync(MethodDescriptor call, string? key, string? owner, IMessage[] messages)
    {
        Metadata headers = [];
        if (key is not null)
        {
            headers.Add("authorization", "Bearer " + key);
        }

        if (owner is not null)
        {
            headers.Add("backorders-owner", owner);
        }

        CallInvoker invoker = channel.CreateCallInvoker();
        MethodType type = call.IsClientStreaming ? MethodType.DuplexStreaming : call.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        Method<byte[], byte[]> method = new(type, call.Service.FullName, call.Name, Bytes, Bytes);
        CallOptions options = new(headers, DateTime.UtcNow.AddSeconds(30));
        List<byte[]> answers = [];
        try
        {
            if (type == MethodType.Unary)
            {
                answers.Add(await invoker.AsyncUnaryCall(method, null, options, messages[0].ToByteArray()));
            }
            else if (type == MethodType.ServerStreaming)
            {
                using AsyncServerStreamingCall<byte[]> stream = invoker.AsyncServerStreamingCall(method, null, options, messages[0].ToByteArray());
                int most = call.Name is "Watch" or "OfferTasks" or "AttendPrinters" ? 1 : MessagesMax;
                while (answers.Count < most && await stream.ResponseStream.MoveNext(default))
                {
                    answers.Add(stream.ResponseStream.Current);
                }
            }
            else
            {
                using AsyncDuplexStreamingCall<byte[], byte[]> stream = invoker.AsyncDuplexStreamingCall(method, null, options);
                await ConverseAsync(stream, messages, answers);
            }
        }
        catch (RpcException e)
        {
            return new Answer(e.StatusCode, e.GetErrorInfo()?.Reason ?? e.Status.Detail, answers) { IsConnectionClosed = IsStreamClosed(e.Status.DebugException) };
        }

        Refusal refused = answers.Select(a => RefusedIn(call.OutputType, a)).FirstOrDefault(r => r is not null)?.Reason ?? Refusal.Unspecified;
        return refused == Refusal.Unspecified
            ? new Answer(StatusCode.OK, string.Empty, answers)
            : new Answer(refused.ToString().StartsWith("Unknown", StringComparison.Ordinal) ? StatusCode.NotFound : StatusCode.FailedPrecondition, refused.ToString(), answers);
    }

    public void Dispose() => channel.Dispose();

    private static bool IsStreamClosed(Exception? cause) => cause is HttpProtocolException { ErrorCode: StreamClosed } || (cause?.InnerException is { } inner && IsStreamClosed(inner));

    private static async Task ConverseAsync(AsyncDuplexStreamingCall<byte[], byte[]> stream, IMessage[] messages, List<byte[]> answers)
    {
        try
        {
            foreach (IMessage message in messages)
            {
                await stream.RequestStream.WriteAsync(message.ToByteArray());
            }

            await stream.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server has ended it already: reading says how.
        }

        while (await stream.ResponseStream.MoveNext(default))
        {
            answers.Add(stream.ResponseStream.Current);
        }
    }

    private static Refused? RefusedIn(MessageDescriptor type, byte[] answer) =>
        type.FindFieldByName("refused") is { FieldType: FieldType.Message } field ? field.Accessor.GetValue(type.Parser.ParseFrom(answer)) as Refused : null;

    /// <summary>How a call ended, and all that it told.</summary>
    internal sealed record Answer(StatusCode Status, string Reason, IReadOnlyList<byte[]> Messages)
    {
        /// <summary>
        /// Whether the call ended because the server's library closed the connection with STREAM_CLOSED, and with it all calls under way. It does so when a frame comes for a
        /// stream that was just reset; seen once under load, supposedly after another call was cut off.
        /// </summary>
        public bool IsConnectionClosed { get; init; }

        /// <summary>Whether a text stands in anything that was told.</summary>
        public bool Tells(string text) => Messages.Any(m => m.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0);
    }
}
