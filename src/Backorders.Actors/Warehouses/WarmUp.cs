using System.Text;
using Akka.Actor;
using Backorders.Actors.Followers;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Runs the code of a warehouse's first recovery and first commands before a node joins. .NET compiles code at its first use, and the callers of a warehouse that has just moved
/// here would wait for that. Nothing is stored.
/// </summary>
/// <remarks>
/// Two laps at once. One decides, stores and folds in memory. The other has a persistent actor recover from the real store and write a row, as the owner of a warehouse that
/// does not exist: the store refuses the row, for the one before it is missing.
/// </remarks>
internal static class WarmUp
{
    /// <summary>The warehouse that does not exist: no id begins with a blank.</summary>
    public static readonly WarehouseId Warehouse = WarehouseId.FromTrusted(" warm-up");

    /// <summary>How long to wait for the store. If it does not answer, the node joins all the same, and its first callers wait a little longer once.</summary>
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(10);

    private static readonly OwnerId owner = new("OWNER");
    private static readonly Sku sku = new("SKU");
    private static readonly DoorId door = new("D");
    private static readonly DeviceId device = new("DEVICE");

    /// <summary>Runs both laps. It does not fail: an error here occurs again, and is reported, where it matters.</summary>
    /// <param name="parts">The parts of the node's warehouses.</param>
    /// <param name="system">The node's actor system.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task RunAsync(WarehouseParts parts, ActorSystem system, CancellationToken cancellation)
    {
        LocalWarehouse place = new(
            new WarehouseSetup(Warehouse, "Etc/UTC", [door], [new("L")]), parts.Options.FeedTurns, parts.Options.FeedBytes,
            new StoreTail(parts.Store.Rows, Warehouse, parts.Waiting, Timeout.InfiniteTimeSpan));
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef lap = system.ActorOf(Props.Create(() => new WarmUpActor(parts, place, over)));
        Task memory = Task.Run(() => DecideAndFold(Instant.From(parts.Time.GetUtcNow())), cancellation);
        await Task.WhenAll(memory, over.Task).WaitAsync(longest, parts.Waiting, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        system.Stop(lap);
    }

    /// <summary>A state that says it stands behind a row which the store does not have.</summary>
    public static FoldedState StateBehindAMissingRow() => new(ShardFold.At(1, ChainHash.Zero, default), new(1, 1, ChainHash.Zero));

    /// <summary>The session of the warehouse that does not exist.</summary>
    public static WarehouseSession NewSession(TurnFeed feed) => new(new SessionOptions(Warehouse.Value, [Warehouse], 64, 1024 * 1024, 0), feed, new Silent());

    /// <summary>An order that waits, goods for it, and whoever asks.</summary>
    public static IReadOnlyList<IParked> Calls()
    {
        CommandRequest[] commands =
        [
            Request(new OpenWarehouse("Etc/UTC", [door], [new("L")])),
            Request(new DefineItems(owner, [new(sku, "Thing", true, [])])),
            Request(
                new SubmitOrder(new(owner, new("ORDER")), new OrderTerms { Customer = "C" }, [new(1, sku, 5, default, 0, 0)], false),
                CommandKey.ForOrder(owner, new("ORDER"))),
            Request(
                new Backorders.Domain.Commands.Receive(new(owner, sku), 5, default, new(device, new("SCAN")), door, null, string.Empty, Quality.Usable, default),
                CommandKey.ForScan(owner, device, new("SCAN"))),
            Request(new PullTasks(new("STATION"), null, 1)),
        ];
        return [.. commands.Select(c => new CommandItem(c)), new QueryItem<Instant>(Warehouse, new TellTime())];
    }

    private static void DecideAndFold(Instant now)
    {
        WarehouseSession session = NewSession(new TurnFeed(64, 1024 * 1024));
        session.Begin(new ShardFold());
        foreach (IParked call in Calls())
        {
            session.Decide(call, now);
        }

        TurnBatch row = SessionBatches.ToRow(session.Durable, session.StartBatch());
        session.Land();
        foreach (SessionAnswer answer in session.Outbox.Answers)
        {
            answer.HandOut();
        }

        ShardFold fold = new();
        SessionBatches.Fold(fold, Warehouse, TurnBatchCodec.Decode(TurnBatchCodec.Encode(row)));
        SnapshotCodec.Read(SnapshotCodec.Write(fold));
    }

    private static CommandRequest Request(Command command, CommandKey key = default) =>
        new(Warehouse, key, CommandDigest.Of(Encoding.UTF8.GetBytes("warm-up")), "node", command);

    /// <summary>Hears nothing.</summary>
    private sealed class Silent : ISessionObserver
    {
        public void CommandRefused(Refusal reason)
        {
        }

        public void AnsweredAgain()
        {
        }

        public void CommandFailed(string incident, Command command, CommandKey key, Exception fault)
        {
        }

        public void ClockStopped(WarehouseId warehouse, Instant due)
        {
        }

        public void InvariantBroken(WarehouseId warehouse, long seq, string fault)
        {
        }
    }
}
