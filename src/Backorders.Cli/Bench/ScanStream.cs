using System.Collections.Concurrent;
using System.Diagnostics;
using Backorders.Cli.Terminal;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Cli.Bench;

/// <summary>One scanner's stream of receipts, many under way at once. Answers come in the order of the scans, so a queue of times measures them.</summary>
internal sealed class ScanStream : IAsyncDisposable
{
    private readonly AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> call;
    private readonly ConcurrentQueue<long> sentAt = new();
    private readonly SemaphoreSlim window;
    private readonly string device;
    private readonly Task reading;
    private long scans;

    public ScanStream(BackordersClient client, string device, int windowSize, Latencies latencies)
    {
        this.device = device;
        window = new SemaphoreSlim(windowSize);
        call = client.Receiving.ReceiveStream();
        reading = ReadAsync(latencies);
    }

    /// <summary>Scans that were answered with a receipt.</summary>
    public long Answered { get; private set; }

    /// <summary>Sends one scan; waits while the window is full.</summary>
    /// <param name="sku">What is scanned.</param>
    /// <param name="dueAt">From when on its time counts: a scan that had to wait before it was sent was late all the same.</param>
    public async Task SendAsync(string sku, long dueAt)
    {
        await window.WaitAsync().ConfigureAwait(false);
        sentAt.Enqueue(dueAt);
        await call.RequestStream.WriteAsync(new ReceiveRequest
        {
            Warehouse = BenchNode.Warehouse, DeviceId = device, ScanId = $"{++scans}", Sku = sku, Quantity = 12, Door = BenchNode.Door,
        }).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await call.RequestStream.CompleteAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        call.Dispose();
        window.Dispose();
    }

    private async Task ReadAsync(Latencies latencies)
    {
        await foreach (ReceiveStreamResponse answer in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
        {
            if (answer.Refused is { } refused)
            {
                throw new CliException($"The bench's own scan was refused: {refused.Message}");
            }

            sentAt.TryDequeue(out long due);
            latencies.Add(Stopwatch.GetElapsedTime(due));
            Answered++;
            window.Release();
        }
    }
}
