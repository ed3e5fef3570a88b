using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Backorders.Actors.Storage;

namespace Backorders.Actors.Tests.Storage;

/// <summary>An actor system with a store's real plugins, as a node has one. Messages are serialized even within it, so that nothing travels that has no serializer.</summary>
internal sealed class LedgerSystem : TestKit
{
    private static int systems;

    private LedgerSystem(ActorSystemSetup setup)
        : base(setup, $"node-{Interlocked.Increment(ref systems)}")
    {
    }

    private const string akkasOwnMessages = "akka.actor.serializers.json = \"Backorders.Actors.Tests.Storage.AkkaOnlySerializer, Backorders.Actors.Tests\"";

    public static LedgerSystem On(ITurnStore store, string settings = "", bool isStrict = false) => On(store.Settings, settings, isStrict);

    /// <param name="store">Where it persists.</param>
    /// <param name="settings">Further settings.</param>
    /// <param name="isStrict">Leaves the product's serializers as they are, and does not serialize messages.</param>
    public static LedgerSystem On(JournalSettings store, string settings = "", bool isStrict = false) => new(
        ActorSystemSetup.Create(
        [
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(settings + (isStrict ? string.Empty : $"\nakka.actor.serialize-messages = on\n{akkasOwnMessages}") + """

                akka.loglevel = WARNING
                akka.stdout-loglevel = WARNING
                akka.test.default-timeout = 20s
                akka.test.single-expect-default = 20s
                """).WithFallback(store.Config).WithFallback(DefaultConfig)),
            .. store.Setups,
        ]));

    /// <summary>Starts a warehouse and waits for the end of its recovery.</summary>
    public async Task<(IActorRef Actor, Ledger.Recovered At)> StartAsync(string warehouse)
    {
        IActorRef actor = Sys.ActorOf(Ledger.Of(warehouse, TestActor));
        Watch(actor);
        return (actor, await ExpectMsgAsync<Ledger.Recovered>(r => r.Warehouse == warehouse));
    }

    /// <summary>Adds a batch and waits until it is durable.</summary>
    public async Task<Ledger.Stored> AddAsync(IActorRef actor, int turns = 1, int bodyBytes = 0)
    {
        actor.Tell(new Ledger.Add(turns, bodyBytes));
        return await ExpectMsgAsync<Ledger.Stored>();
    }

    /// <summary>Stops a warehouse and waits for its end.</summary>
    public async Task StopAsync(IActorRef actor)
    {
        Sys.Stop(actor);
        await ExpectTerminatedAsync(actor);
    }

    public async Task EndAsync()
    {
        await Sys.Terminate();
        Dispose();
    }
}
