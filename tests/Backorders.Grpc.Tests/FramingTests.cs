using System.Buffers;
using System.IO.Pipelines;
using Backorders.Grpc.Framing;
using Backorders.Grpc.Tests.Support;
using Grpc.Core;

namespace Backorders.Grpc.Tests;

public sealed class FramingTests
{
    private static readonly MessageCodec<string> Text = MessageCodec<string>.For(Marshallers.StringMarshaller);

    [Theory]
    [InlineData("1n", 1L)]
    [InlineData("250n", 3L)]
    [InlineData("7u", 70L)]
    [InlineData("7m", 70_000L)]
    [InlineData("7S", 70_000_000L)]
    [InlineData("2M", 1_200_000_000L)]
    [InlineData("99999999H", 99_999_999L * TimeSpan.TicksPerHour)]
    public void Timeout_Parsed_RoundsUp(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData(1L, "1u")]
    [InlineData(15L, "2u")]
    [InlineData(TimeSpan.TicksPerSecond, "1000000u")]
    [InlineData(100 * TimeSpan.TicksPerSecond, "100000m")]
    [InlineData(long.MaxValue, "99999999H")]
    public void Timeout_Formatted_InTheFinestUnitThatFits(long ticks, string text)
    {
        Assert.Equal(text, GrpcTimeout.Format(TimeSpan.FromTicks(ticks)));
    }

    [Theory]
    [InlineData("plain ~", "plain ~")]
    [InlineData("%", "%25")]
    [InlineData("ü\n", "%C3%BC%0A")]
    public void Message_Encoded_AndBack(string text, string wire)
    {
        Assert.Equal(wire, GrpcMessage.Encode(text));
        Assert.Equal(text, GrpcMessage.Decode(wire));
    }

    [Theory]
    [InlineData("100%")]
    [InlineData("%zz")]
    [InlineData("%4")]
    public void Message_BadEscape_StaysAsItIs(string wire)
    {
        Assert.Equal(wire, GrpcMessage.Decode(wire));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("identity, gzip", true)]
    [InlineData("br,GZIP;q=0.5", true)]
    [InlineData("gzipx", false)]
    public void AcceptEncoding_List_Searched(string? list, bool found) => Assert.Equal(found, Gzip.IsIn(list));

    [Fact]
    public async Task Reader_ByteByByte_ReadsTheSame()
    {
        using var buffer = new PooledBuffer();
        var frames = new FrameWriter(null, null);
        frames.Write(buffer, Text, "first", mayCompress: true);
        frames.Write(buffer, Text, "", mayCompress: true);
        frames.Write(buffer, Text, "third", mayCompress: true);
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader, 100, gzip: false);
        var seen = new List<object?>();
        var reading = Task.Run(async () =>
        {
            while (await reader.ReadAsync(Text, default) is { } message)
            {
                seen.Add(message);
            }
        });
        foreach (var b in buffer.WrittenMemory.ToArray())
        {
            await pipe.Writer.WriteAsync(new[] { b });
        }

        await pipe.Writer.CompleteAsync();
        await reading;
        Assert.Equal(["first", "", "third"], seen);
    }

    [Fact]
    public void Writer_MessageFails_BufferIsAsBefore()
    {
        using var buffer = new PooledBuffer();
        var frames = new FrameWriter(10, null);
        frames.Write(buffer, Text, "short", mayCompress: true);
        Assert.Throws<RpcException>(() => frames.Write(buffer, Text, "much too long", mayCompress: true));
        Assert.Equal(10, buffer.Length);
    }

    [Fact]
    public async Task Batching_WritesDuringAFlush_GoOutTogether()
    {
        var sink = new HeldSink();
        var writer = new BatchingWriter(sink, new FrameWriter(null, null));
        Assert.True(writer.WriteAsync(Text, "1", default).IsCompletedSuccessfully);
        Assert.True(writer.WriteAsync(Text, "2", default).IsCompletedSuccessfully);
        Assert.True(writer.WriteAsync(Text, "3", default).IsCompletedSuccessfully);
        Assert.Equal([6], sink.Batches);
        sink.Release();
        await writer.DrainAsync();
        Assert.Equal([6, 12], sink.Batches);
    }

    [Fact]
    public async Task Batching_Full_WriterWaitsForItsBatch()
    {
        var sink = new HeldSink();
        var writer = new BatchingWriter(sink, new FrameWriter(null, null));
        await writer.WriteAsync(Text, "1", default);
        var full = writer.WriteAsync(Text, new string('x', BatchingWriter.HighWaterBytes), default);
        Assert.False(full.IsCompleted);
        sink.Release();
        await full;
        await writer.DrainAsync();
    }

    [Fact]
    public async Task Batching_SinkFails_WaitingAndLaterWritesFail()
    {
        var sink = new HeldSink();
        var writer = new BatchingWriter(sink, new FrameWriter(null, null));
        await writer.WriteAsync(Text, "1", default);
        var full = writer.WriteAsync(Text, new string('x', BatchingWriter.HighWaterBytes), default);
        sink.Fail(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(() => full);
        await Assert.ThrowsAsync<IOException>(() => writer.WriteAsync(Text, "2", default));
        await Assert.ThrowsAsync<IOException>(writer.DrainAsync);
    }

    [Fact]
    public async Task Batching_Hint_WaitsForTheNextWrite()
    {
        var sink = new HeldSink();
        var writer = new BatchingWriter(sink, new FrameWriter(null, null));
        sink.Release();
        await writer.WriteAsync(Text, "1", WriteFlags.BufferHint);
        Assert.Empty(sink.Batches);
        await writer.WriteAsync(Text, "2", default);
        Assert.Equal([12], sink.Batches);
    }

    private sealed class HeldSink : BatchSink
    {
        private readonly TaskCompletionSource _gate = new();

        public List<int> Batches { get; } = [];

        public void Release() => _gate.SetResult();

        public void Fail(Exception reason) => _gate.SetException(reason);

        public override async ValueTask SendAsync(ReadOnlyMemory<byte> batch)
        {
            Batches.Add(batch.Length);
            await _gate.Task;
        }
    }
}
