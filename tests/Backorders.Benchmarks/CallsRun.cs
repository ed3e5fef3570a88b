using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using Backorders.Cli.Bench;
using Backorders.Server;
using Backorders.Server.Options;
using Backorders.V1;
using Google.Protobuf;

namespace Backorders.Benchmarks;

/// <summary>
/// Receipts over gRPC, one a call and many on a stream, against a node in a process of its own. What calls is bare HTTP/2 in this process, the same whatever the node and its
/// libraries are, so that two builds of the node can be compared.
/// </summary>
internal static class CallsRun
{
    public const string Warehouse = "BENCH";
    public static readonly int[] CallsUnderWay = [1, 32, 256];
    public static readonly int[] ScansUnderWay = [64, 1_024];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    /// <summary>Measures and prints.</summary>
    public static async Task PrintAsync(TextWriter to)
    {
        QuickRun.PrintMachine(to);
        to.WriteLine($"{"receipts",-44} {"a second",10} {"p50",10} {"p99",10} {"CPU each",10} {"bytes each",10}");
        await using (CallsNode node = await CallsNode.StartAsync(JournalKind.Memory))
        {
            await RunAsync(node, "warm-up", 32, WarmUp, CallAsync);
            foreach (int underWay in CallsUnderWay)
            {
                await MeasureAsync(to, node, $"unary Receive, {underWay} under way", underWay, CallAsync);
            }
        }

        foreach (int underWay in ScansUnderWay)
        {
            await using CallsNode node = await CallsNode.StartAsync(JournalKind.Sqlite);
            await RunAsync(node, "warm-up", underWay, WarmUp, StreamAsync);
            await MeasureAsync(to, node, $"ReceiveStream, durable, {underWay} under way", underWay, StreamAsync);
        }
    }

    /// <summary>The other process: a node, which tells what it has allocated whenever it is asked for a line.</summary>
    public static async Task ServeAsync(string folder, JournalKind journal)
    {
        NodeOptions options = new() { DataDirectory = folder, Journal = journal };
        options.Listen.Http = options.Listen.Grpc = "127.0.0.1:0";
        options.Log.Console = false;
        options.Warehouses.Add(new WarehouseOptions { Id = Warehouse, Doors = ["D1"], Lanes = ["L1"] });
        await using BackordersNode node = await BackordersNode.StartAsync(options);
        Console.WriteLine(node.GrpcAddress);
        Console.WriteLine(node.DevelopmentKey);
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true));
        }
    }

    private static async Task MeasureAsync(TextWriter to, CallsNode node, string name, int underWay, Func<CallsNode, string, int, TimeSpan, Task<Latencies>> run)
    {
        (TimeSpan cpu, long bytes) = (node.Processor, await node.AllocatedAsync());
        (Latencies took, double seconds) = await RunAsync(node, name, underWay, Measured, run);
        (cpu, bytes) = (node.Processor - cpu, await node.AllocatedAsync() - bytes);
        (double p50, double p99) = (took.Percentile(0.5) * 1000, took.Percentile(0.99) * 1000);
        to.WriteLine(
            $"{name,-44} {$"{took.Count / seconds:N0}",10} {$"{p50:N0} us",10} {$"{p99:N0} us",10} {$"{cpu.TotalMicroseconds / took.Count:N1} us",10} {$"{bytes / took.Count:N0}",10}");
    }

    private static async Task<(Latencies Took, double Seconds)> RunAsync(
        CallsNode node, string name, int underWay, TimeSpan duration, Func<CallsNode, string, int, TimeSpan, Task<Latencies>> run)
    {
        long began = Stopwatch.GetTimestamp();
        Latencies took = await run(node, name, underWay, duration);
        return (took, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>Makes calls of one receipt each for a time, so many at once.</summary>
    public static async Task<Latencies> CallAsync(CallsNode node, string name, int underWay, TimeSpan duration)
    {
        long began = Stopwatch.GetTimestamp();
        Latencies took = new();
        await Task.WhenAll(Enumerable.Range(0, underWay).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; Stopwatch.GetElapsedTime(began) < duration; i++)
            {
                long sent = Stopwatch.GetTimestamp();
                using HttpRequestMessage request = node.Post("Receiving/Receive", new ByteArrayContent(Frame(Scan($"{name}-{worker}", i))));
                using HttpResponseMessage response = await node.Http.SendAsync(request);
                await response.Content.ReadAsByteArrayAsync();
                took.Add(Stopwatch.GetElapsedTime(sent));
                if (response.TrailingHeaders.GetValues("grpc-status").Single() != "0")
                {
                    throw new InvalidOperationException("A receipt was refused.");
                }
            }
        })));
        return took;
    }

    /// <summary>Sends receipts on a stream for a time, with so many unanswered.</summary>
    public static async Task<Latencies> StreamAsync(CallsNode node, string name, int underWay, TimeSpan duration)
    {
        Pipe requests = new(new PipeOptions(pauseWriterThreshold: 0));
        using HttpRequestMessage request = node.Post("Receiving/ReceiveStream", new PipedContent(requests.Reader));
        Task<HttpResponseMessage> responding = node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Queue<long> sent = new();
        Latencies took = new();
        long began = Stopwatch.GetTimestamp();
        int scans = 0;
        for (; scans < underWay; scans++)
        {
            Write();
        }

        await requests.Writer.FlushAsync();
        using HttpResponseMessage response = await responding;
        PipeReader answers = PipeReader.Create(await response.Content.ReadAsStreamAsync());
        while (sent.Count > 0)
        {
            ReadResult read = await answers.ReadAsync();
            SequenceReader<byte> frames = new(read.Buffer);
            SequencePosition consumed = frames.Position;
            bool isOver = Stopwatch.GetElapsedTime(began) >= duration;
            while (frames.Remaining >= 5 && frames.TryRead(out _) && frames.TryReadBigEndian(out int length) && frames.Remaining >= length)
            {
                frames.Advance(length);
                consumed = frames.Position;
                took.Add(Stopwatch.GetElapsedTime(sent.Dequeue()));
                if (!isOver)
                {
                    Write();
                    scans++;
                }
            }

            answers.AdvanceTo(consumed, read.Buffer.End);
            await requests.Writer.FlushAsync();
        }

        await requests.Writer.CompleteAsync();
        return took;

        void Write()
        {
            byte[] frame = Frame(Scan(name, scans));
            frame.CopyTo(requests.Writer.GetSpan(frame.Length));
            requests.Writer.Advance(frame.Length);
            sent.Enqueue(Stopwatch.GetTimestamp());
        }
    }

    private static ReceiveRequest Scan(string device, int scan) => new() { Warehouse = Warehouse, DeviceId = device, ScanId = $"{scan}", Sku = "MUG", Quantity = 1, Door = "D1" };

    private static byte[] Frame(IMessage message)
    {
        byte[] frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.WriteTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>Sends what comes out of a pipe at once; the framework's own content flushes only at its end.</summary>
    private sealed class PipedContent(PipeReader reader) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            while (await reader.ReadAsync() is { Buffer: { } buffer, IsCompleted: var isCompleted } && (!buffer.IsEmpty || !isCompleted))
            {
                foreach (ReadOnlyMemory<byte> part in buffer)
                {
                    await stream.WriteAsync(part);
                }

                await stream.FlushAsync();
                reader.AdvanceTo(buffer.End);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
