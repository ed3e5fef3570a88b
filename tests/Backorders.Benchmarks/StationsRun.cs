using System.Diagnostics;
using System.Text;
using Backorders.Actors.Port;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Cli.Bench;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Benchmarks;

/// <summary>
/// From a scan to the offer at an idle station, beside the answer of a scan where no station waits: one scan at a time, in this process through the port, on SQLite with
/// <c>synchronous = FULL</c>. The two warehouses take turns, so that neither has the better minute.
/// </summary>
internal static class StationsRun
{
    private const int Warmups = 600;
    private const int Rounds = 12;
    private const int ScansPerRound = 150;

    private static readonly OwnerId owner = new("ACME");
    private static readonly Sku sku = new("MUG");
    private static readonly WarehouseId alone = new("ALONE");
    private static readonly WarehouseId staffed = new("STAFFED");
    private static int made;

    public static async Task PrintAsync(TextWriter to)
    {
        QuickRun.PrintMachine(to);
        string folder = Directory.CreateTempSubdirectory("backorders-stations-").FullName;
        await using SqliteTurnStore store = SqliteTurnStore.Open(new SqliteStoreOptions { Path = Path.Combine(folder, "turns.db") }, TimeProvider.System);
        WarehouseHostOptions options = new()
        {
            Warehouses = [new(alone, "Europe/London", [new("D1")], [new("L1")]), new(staffed, "Europe/London", [new("D1")], [new("L1")])], SnapshotAtStop = false,
        };
        await using ActorWarehouses host = new(options, store, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance);
        await host.StartAsync(CancellationToken.None);
        await PrepareAsync(host, alone);
        await PrepareAsync(host, staffed);
        IdleStation station = new();
        IStationSeat seat = host.OpenSeat(new SeatWish(staffed, new("PACK-1"), owner, "bench", 1), station);
        Latencies answers = new();
        Latencies staffedAnswers = new();
        Latencies offers = new();
        await ScanAloneAsync(host, new(), Warmups);
        await ScanStaffedAsync(host, station, new(), new(), Warmups);
        for (int round = 0; round < Rounds; round++)
        {
            await ScanAloneAsync(host, answers, ScansPerRound);
            await ScanStaffedAsync(host, station, staffedAnswers, offers, ScansPerRound);
        }

        seat.Leave();
        to.WriteLine($"{"one scan at a time, each makes one task",-44} {"p50",10} {"p99",10}");
        Print(to, "scan to answer, no station waits", answers);
        Print(to, "scan to answer, a station waits", staffedAnswers);
        Print(to, "scan to offer at the station", offers);
        to.WriteLine($"{"offer / answer where no station waits",-44} {$"{offers.Percentile(0.5) / answers.Percentile(0.5):N2}",10} {$"{offers.Percentile(0.99) / answers.Percentile(0.99):N2}",10}");
        to.WriteLine($"{"offer / answer of the same scan",-44} {$"{offers.Percentile(0.5) / staffedAnswers.Percentile(0.5):N2}",10} {$"{offers.Percentile(0.99) / staffedAnswers.Percentile(0.99):N2}",10}");
        await host.StopAsync(CancellationToken.None);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task PrepareAsync(ActorWarehouses host, WarehouseId warehouse)
    {
        await DoAsync(host, warehouse, CommandKey.None, new DefineItems(owner, [new(sku, "A mug", true, [])]));
        await DoAsync(
            host, warehouse, CommandKey.ForOrder(owner, new("1")),
            new SubmitOrder(new(owner, new("1")), new OrderTerms { Customer = "C" }, [new(1, sku, 1_000_000, default, 0, 0)], false));
    }

    private static async Task ScanAloneAsync(ActorWarehouses host, Latencies answers, int count)
    {
        for (int i = 0; i < count; i++)
        {
            long sent = Stopwatch.GetTimestamp();
            await ScanAsync(host, alone);
            answers.Add(Stopwatch.GetElapsedTime(sent));
            CommandOutcome pulled = await DoAsync(host, alone, CommandKey.None, new PullTasks(new("PACK-1"), owner, 1));
            await FinishAsync(host, alone, pulled);
        }
    }

    private static async Task ScanStaffedAsync(ActorWarehouses host, IdleStation station, Latencies answers, Latencies offers, int count)
    {
        for (int i = 0; i < count; i++)
        {
            long sent = Stopwatch.GetTimestamp();
            Task<(StationOffer Offer, long At)> offered = station.NextAsync();
            await ScanAsync(host, staffed);
            answers.Add(Stopwatch.GetElapsedTime(sent));
            (StationOffer offer, long at) = await offered;
            offers.Add(Stopwatch.GetElapsedTime(sent, at));
            await FinishAsync(host, staffed, offer.Turn);
        }
    }

    private static Task<CommandOutcome> ScanAsync(ActorWarehouses host, WarehouseId warehouse)
    {
        ScanKey scan = new(new("S1"), new($"{++made}"));
        return DoAsync(
            host, warehouse, CommandKey.ForScan(owner, scan.Device, scan.Scan),
            new Backorders.Domain.Commands.Receive(new(owner, sku), 2, default, scan, new("D1"), null, string.Empty, Quality.Usable, default));
    }

    /// <summary>Picks and packs, so that the station is idle again.</summary>
    private static async Task FinishAsync(ActorWarehouses host, WarehouseId warehouse, CommandOutcome leased)
    {
        Lease lease = leased.Events.OfType<TasksLeased>().Single().Leases.Single();
        await DoAsync(host, warehouse, CommandKey.None, new ConfirmPick(owner, lease, 2));
        await DoAsync(host, warehouse, CommandKey.None, new Pack(owner, [lease], "P"));
    }

    private static async Task<CommandOutcome> DoAsync(ActorWarehouses host, WarehouseId warehouse, CommandKey key, Command command)
    {
        CommandOutcome outcome = await host.SubmitAsync(new(warehouse, key, CommandDigest.Of(Encoding.UTF8.GetBytes($"{key}")), "bench", command));
        return outcome.Refused is { } refused ? throw new InvalidOperationException(refused.Message) : outcome;
    }

    private static void Print(TextWriter to, string name, Latencies took) =>
        to.WriteLine($"{name,-44} {$"{took.Percentile(0.5):N3} ms",10} {$"{took.Percentile(0.99):N3} ms",10}");

    /// <summary>Waits for one offer at a time, as a stream does: on a thread of its own pool.</summary>
    private sealed class IdleStation : IStationSink
    {
        private TaskCompletionSource<(StationOffer Offer, long At)> next = New();

        public async Task<(StationOffer Offer, long At)> NextAsync()
        {
            Task<(StationOffer Offer, long At)> waiting = (next = New()).Task;
            (StationOffer offer, _) = await waiting;
            return (offer, Stopwatch.GetTimestamp());
        }

        public void Welcome(StationWelcome found)
        {
        }

        public void Offer(StationOffer offer) => next.SetResult((offer, 0));

        public void Remind(IReadOnlyList<TaskView> tasks)
        {
        }

        public void TakenOver()
        {
        }

        public void InUse()
        {
        }

        public void Ended()
        {
        }

        private static TaskCompletionSource<(StationOffer Offer, long At)> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
