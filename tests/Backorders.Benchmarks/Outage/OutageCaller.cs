using System.Diagnostics;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Benchmarks.Outage;

/// <summary>
/// Somebody who calls one warehouse again and again, one call after the other, and sends the very same one again after a refusal that may pass. A call counts from its first try until it is answered.
/// </summary>
/// <param name="client">By way of which node.</param>
/// <param name="warehouse">Which.</param>
/// <param name="device">The scanner whose receipts are sent; null for one who only asks for the warehouse's figures.</param>
/// <param name="door">Where the receipts come in.</param>
internal sealed class OutageCaller(BackordersClient client, string warehouse, string? device, string door)
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    private readonly List<(long Sent, long Answered, int Refused)> answers = [];

    public string Warehouse => warehouse;

    /// <summary>Whether it sends commands, whose answers are durable.</summary>
    public bool IsScanner => device is not null;

    public async Task CallAsync(CancellationToken end)
    {
        using PeriodicTimer timer = new(pause);
        for (int call = 0; !end.IsCancellationRequested; call++)
        {
            (long sent, int refused) = (Stopwatch.GetTimestamp(), 0);
            while (!await IsAnsweredAsync(call))
            {
                if (end.IsCancellationRequested)
                {
                    return;
                }

                refused++;
                await timer.WaitForNextTickAsync(CancellationToken.None);
            }

            lock (answers)
            {
                answers.Add((sent, Stopwatch.GetTimestamp(), refused));
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>The longest call of those that were under way or sent within a span, and the tries of it that were refused.</summary>
    public (TimeSpan Took, int Refused) Longest(long from, long to)
    {
        lock (answers)
        {
            return answers.Where(a => a.Answered >= from && a.Sent <= to).Select(a => (Stopwatch.GetElapsedTime(a.Sent, a.Answered), a.Refused)).DefaultIfEmpty().MaxBy(a => a.Item1);
        }
    }

    /// <summary>When the first answer came after a moment; null while none has.</summary>
    public long? FirstAnswer(long after)
    {
        lock (answers)
        {
            return answers.Where(a => a.Answered > after).Select(a => (long?)a.Answered).FirstOrDefault();
        }
    }

    private async Task<bool> IsAnsweredAsync(int call)
    {
        CallOptions options = new(deadline: DateTime.UtcNow + patience);
        try
        {
            if (device is null)
            {
                await client.Operations.GetPlacesAsync(new GetPlacesRequest { Warehouse = warehouse }, options);
            }
            else
            {
                await client.Receiving.ReceiveAsync(
                    new ReceiveRequest { Warehouse = warehouse, DeviceId = device, ScanId = $"{call}", Sku = OutageStore.Sku, Quantity = 1, Door = door }, options);
            }

            return true;
        }
        catch (RpcException e) when (BackordersClient.IsTransient(e) || e.StatusCode == StatusCode.DeadlineExceeded)
        {
            return false;
        }
    }
}
