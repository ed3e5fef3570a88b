using System.Diagnostics;
using Backorders.V1;
using Xunit.Abstractions;

namespace Backorders.Server.Tests.Hostile;

/// <summary>
/// What clients without a key, and without manners, cost those who have both: requests that are never ended, streams that are never read, resets, gzip bombs, paths in
/// another case. None is answered with more than a refusal, and every scan that is made meanwhile is booked.
/// </summary>
[Collection(nameof(Alone))]
public sealed class RudeClientsTests(ITestOutputHelper output)
{
    private const int Rounds = 40;
    private const int HalfSentInRound = 250;
    private const int Callers = 4;
    private const int ScansOfRound = 400;

    private int scans;

    [Fact]
    public async Task RudeClients_BesideGoodOnes_AreRefusedAndHoldNobodyUp()
    {
        await using TestNode node = await TestNode.StartAsync(o => o.Limits.CheckInvariantsEvery = 0);
        await node.DefineItemsAsync();
        await ScanAsync(node); // compiled before anything is measured
        List<double> alone = [];
        for (int i = 0; i < Rounds; i++)
        {
            alone.AddRange(await ScanAsync(node));
        }

        using RudeCrowd crowd = new(node.Node.HttpAddress, node.Node.GrpcAddress, node.Acme, node.Keys["acme"], TestNode.Scan("rude", 1_000));
        await crowd.RoundAsync(1);
        List<double> beside = [];
        for (int i = 0; i < Rounds; i++)
        {
            Task rude = crowd.RoundAsync(HalfSentInRound);
            do
            {
                beside.AddRange(await ScanAsync(node));
            }
            while (!rude.IsCompleted);

            await rude;
        }

        Assert.All(crowd.Heard, static h => Assert.Matches("^(401|429|501) ", h));
        Assert.Equal(scans, (await node.Acme.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures.Receipts);
        string figures = $"good clients, {Callers} at once: p50 {P(alone, 50):N2} ms and p99 {P(alone, 99):N1} ms alone; beside rude ones {P(beside, 50):N2} and {P(beside, 99):N1} ms "
            + $"({P(beside, 99) / P(alone, 99):N1} x): {crowd.HalfSent:N0} half-sent requests, 20 unread streams, {Rounds * 500:N0} resets, {Rounds * 2} bombs; {beside.Count:N0} scans";
        output.WriteLine(figures);
        Testing.Postgres.Figures.Tell(figures);
    }

    /// <summary>How long each of some scans took, in milliseconds.</summary>
    private async Task<IEnumerable<double>> ScanAsync(TestNode node)
    {
        double[][] took = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            double[] mine = new double[ScansOfRound / Callers];
            for (int i = 0; i < mine.Length; i++)
            {
                long began = Stopwatch.GetTimestamp();
                await node.Acme.Receiving.ReceiveAsync(TestNode.Scan($"s{Interlocked.Increment(ref scans)}", 1));
                mine[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            return mine;
        })));
        return took.SelectMany(static t => t);
    }

    private static double P(List<double> took, int percent) => took.Order().ElementAt(took.Count * percent / 100);
}
