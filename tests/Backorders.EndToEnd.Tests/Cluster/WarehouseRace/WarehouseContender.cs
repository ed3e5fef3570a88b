using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Backorders.Actors.Followers;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Postgres;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.EndToEnd.Tests.Cluster.WarehouseRace;

/// <summary>
/// A hostile owner: an actor system of its own that takes itself for the owner of every warehouse, with the real gateway, session, group commit, snapshots and stores, and
/// callers that never rest. It goes on until it is killed or its time is over. What its callers are told goes into its ledger at once, by a write that outlives the process.
/// </summary>
internal sealed class WarehouseContender(WarehouseId warehouse, IActorRef gateway, SeededRandom random, FileStream ledger, string name)
{
    private const int callers = 12;

    private static readonly Config quiet = ConfigurationFactory.ParseString("akka { loglevel = ERROR, stdout-loglevel = ERROR, log-dead-letters = off }");

    private int made;
    private volatile TaskCompletionSource shift = new();

    /// <param name="args">Connection string, ledger file, seed, name.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        ulong seed = ulong.Parse(args[2], CultureInfo.InvariantCulture);
        PostgresOptions database = new() { ConnectionString = args[0] };
        await using PostgresTurnStore store = await PostgresTurnStore.OpenAsync(
            new(database, WarehouseRaceTests.ClusterName, args[3], TimeSpan.FromMinutes(1)), TimeProvider.System, default);
        await using FileStream ledger = new(args[1], FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        KeptSessions kept = new();
        ActorSystem system = ActorSystem.Create("contender", ActorSystemSetup.Create(
        [
            BootstrapSetup.Create().WithConfig(quiet.WithFallback(SessionStoreSetup.Config).WithFallback(store.Settings.Config)),
            new SessionStoreSetup(store.Rows, kept), .. store.Settings.Setups,
        ]));
        LostCalls.StartIn(system);
        WarehouseHostOptions options = new() { SnapshotEveryTurns = 400, FeedTurns = 64, CheckInvariantsEvery = 50, RetryAfterMax = TimeSpan.FromSeconds(1) };
        WarehouseParts parts = new(options, store, kept, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance, null);
        LocalWarehouse[] places =
        [
            .. WarehouseRaceTests.Warehouses.Select(w => new LocalWarehouse(
                new(w, "Europe/Berlin", [Goods.Door], [new("L1")]), options.FeedTurns, options.FeedBytes,
                new StoreTail(store.Rows, w, TimeProvider.System, Timeout.InfiniteTimeSpan))),
        ];
        using CancellationTokenSource over = new();
        Task[] racing =
        [
            .. places.SelectMany((place, i) =>
            {
                WarehouseContender contender = new(
                    place.Id, system.ActorOf(WarehouseGateway.Props(parts, place), place.Id.Value),
                    new SeededRandom(seed + (ulong)i), ledger, args[3]);
                return Enumerable.Range(0, callers).Select(_ => contender.CallAsync(over.Token)).Append(contender.WorkInShiftsAsync(over.Token));
            }),
        ];
        await Task.WhenAny(Task.Run(Console.In.ReadToEnd), Task.WhenAll(racing));
        await over.CancelAsync();
        await Task.WhenAll(racing);
        Note(ledger, $"S {places.Sum(p => p.InvariantFaults)}");
        await system.Terminate();
        return 0;
    }

    /// <summary>Callers rest now and then: an owner that is never quiet would leave nobody else the time to recover, and nothing would change hands.</summary>
    private async Task WorkInShiftsAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            shift.TrySetResult();
            await RestAsync(30, 250);
            shift = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await RestAsync(50, 500);
        }

        shift.TrySetResult();
    }

    /// <summary>Lets some milliseconds go by.</summary>
    private async Task RestAsync(int least, int most)
    {
        int milliseconds;
        lock (random)
        {
            milliseconds = random.Next(least, most);
        }

        using PeriodicTimer rest = new(TimeSpan.FromMilliseconds(milliseconds));
        await rest.WaitForNextTickAsync();
    }

    /// <summary>Sends one command after the other; the same one again until it is told something that does not pass. Now and then one that other owners' callers send, too.</summary>
    private async Task CallAsync(CancellationToken over)
    {
        await Task.Yield();
        while (!over.IsCancellationRequested)
        {
            CommandRequest request = Next();
            int tries = 0;
            while (!over.IsCancellationRequested)
            {
                await shift.Task;
                CommandItem item = new(request);
                gateway.Tell(new WarehouseCall(warehouse, item));
                CommandOutcome outcome = await item.Task;
                if (outcome.Refused is null)
                {
                    Tell(request, outcome);
                    break;
                }

                Note(ledger, $"R {outcome.Refused.Reason}");
                if (outcome.Refused.Reason is Refusal.UnknownSku or Refusal.UnknownWarehouse)
                {
                    gateway.Tell(new WarehouseCall(warehouse, new CommandItem(Goods.Items(warehouse))));
                }
                else if (!outcome.Refused.Reason.IsTransient() || ++tries > 1_000)
                {
                    break;
                }

                await RestAsync(5, 50);
            }
        }
    }

    private CommandRequest Next()
    {
        lock (random)
        {
            string number = random.Percent(15) ? $"shared-{random.Next(2_000)}" : $"{name}-{++made}";
            return random.Percent(60) ? Goods.Scan(warehouse, number) : Goods.Order(warehouse, number);
        }
    }

    private void Tell(CommandRequest request, CommandOutcome outcome)
    {
        if (outcome.Seq > 0)
        {
            Note(ledger, $"A {warehouse} {outcome.Seq} {outcome.At.UnixMicroseconds} {request.Key}");
        }
    }

    private static void Note(FileStream ledger, string line)
    {
        lock (ledger)
        {
            ledger.Write(Encoding.ASCII.GetBytes(line + "\n"));
        }
    }
}
