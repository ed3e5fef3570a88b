using Akka.Actor.Setup;
using Akka.Configuration;
using Backorders.Actors.Storage;

namespace Backorders.Actors.Warehouses;

/// <summary>What <see cref="SessionStore"/> needs of its node.</summary>
/// <param name="rows">Reads snapshots and the journal's last row.</param>
/// <param name="kept">Sessions in memory.</param>
internal sealed class SessionStoreSetup(ITurnRows rows, KeptSessions kept) : Setup
{
    private const string path = "akka.persistence.snapshot-store.backorders-sessions";

    /// <summary>Puts the store in the place of the plugin's own; to be put before the settings of the journal.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka.persistence.snapshot-store {
          plugin = "{{path}}"
          auto-start-snapshot-stores = ["{{path}}"]
          backorders-sessions {
            # It passes over what cannot be read by itself. A store that is away is another thing: all rows would be folded anew, and the kept session lost.
            snapshot-is-optional = false
            class = "{{typeof(SessionStore).FullName}}, {{typeof(SessionStore).Assembly.GetName().Name}}"
          }
        }
        """);

    public ITurnRows Rows => rows;

    public KeptSessions Kept => kept;
}
