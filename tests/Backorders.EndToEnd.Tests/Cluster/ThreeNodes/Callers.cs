using System.Diagnostics;
using Backorders.Testing;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.EndToEnd.Tests.Cluster.ThreeNodes;

/// <summary>How everybody calls: through any node, again and again with the very same request, until there is an answer.</summary>
internal sealed class Callers(IReadOnlyList<BackordersClient> clients, SeededRandom random, Ledger ledger, CancellationToken giveUp)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Lock gate = new();

    /// <summary>A draw that only this test's seed decides.</summary>
    public int Draw(int below)
    {
        lock (gate)
        {
            return random.Next(below);
        }
    }

    public string NewRequestId()
    {
        lock (gate)
        {
            byte[] bytes = new byte[16];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)random.Next(256);
            }

            return new Guid(bytes).ToString("D");
        }
    }

    public BackordersClient AnyClient() => clients[Draw(clients.Count)];

    /// <summary>Calls until there is an answer; null when it was refused for good, which is noted as a fault.</summary>
    public async Task<T?> AnswerAsync<T>(string what, Func<BackordersClient, CallOptions, AsyncUnaryCall<T>> call)
        where T : class
    {
        long since = Stopwatch.GetTimestamp();
        using PeriodicTimer pause = new(Pause);
        while (true)
        {
            giveUp.ThrowIfCancellationRequested();
            ledger.Tried();
            try
            {
                using AsyncUnaryCall<T> running = call(AnyClient(), new CallOptions(deadline: DateTime.UtcNow + Deadline));
                T answer = await running.ResponseAsync;
                ledger.Answered(since);
                return answer;
            }
            catch (RpcException e) when (MayPass(e))
            {
                await pause.WaitForNextTickAsync();
            }
            catch (RpcException e)
            {
                ledger.Faults.Enqueue($"{what}: {e.Status}");
                return null;
            }
        }
    }

    /// <summary>A node that dies may end its calls in any of these ways, and each of them says that the same request may be sent again.</summary>
    public static bool MayPass(RpcException e) =>
        BackordersClient.IsTransient(e) || e.StatusCode is StatusCode.DeadlineExceeded;
}
