using System.Globalization;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;

namespace Backorders.Actors.Storage;

/// <summary>
/// What an actor system is given so that its persistent actors use a store: settings to be put before all others, and objects for its setup. What all stores share stands
/// in <c>storage.conf</c>.
/// </summary>
/// <param name="Config">Settings, complete with the packages' own defaults.</param>
/// <param name="Setups">To be added to the actor system's setup.</param>
public sealed record JournalSettings(Config Config, IReadOnlyList<Setup> Setups)
{
    /// <summary>The path of the journal plugin on SQLite and PostgreSQL.</summary>
    public const string SqlJournal = "akka.persistence.journal.sql";

    /// <summary>The path of the snapshot plugin on SQLite and PostgreSQL.</summary>
    public const string SqlSnapshots = "akka.persistence.snapshot-store.sql";

    /// <summary>The settings that all stores share, with the packages' own behind them.</summary>
    public static Config Common { get; } = ReadCommon()
        .WithFallback(SqlPersistence.DefaultConfiguration)
        .WithFallback(Persistence.DefaultConfig());

    /// <summary>Settings of the plugins of Akka.Persistence.Sql.</summary>
    /// <param name="store">What differs between the stores.</param>
    /// <param name="writer">Where rows are written.</param>
    /// <param name="journal">How the connections are made by which the journal reads.</param>
    /// <param name="snapshots">How the snapshots' connections are made.</param>
    internal static JournalSettings Sql(SqlStoreSettings store, IRowWriter writer, DataOptions journal, DataOptions snapshots)
    {
        MultiDataOptionsSetup setup = new();
        setup.AddDataOptions(SqlJournal, journal);
        setup.AddDataOptions(SqlSnapshots, snapshots);
        string schema = store.Schema is null ? string.Empty : $"default.schema-name = {store.Schema}";

        // The provider's name stands here as well as in the data options: without it the plugin takes the store for one of another kind.
        // Levels are named, for "unspecified" is serializable on SQLite, where each read would then begin as a writer.
        return new(
            ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
                akka.persistence.journal {
                  plugin = "{{SqlJournal}}"
                  auto-start-journals = ["{{SqlJournal}}"]
                  sql {
                    class = "{{typeof(TurnJournal).FullName}}, {{typeof(TurnJournal).Assembly.GetName().Name}}"
                    plugin-id = "{{SqlJournal}}"
                    provider-name = "{{store.Provider}}"
                    read-isolation-level = {{store.ReadIsolation}}
                    write-isolation-level = {{store.WriteIsolation}}
                    circuit-breaker.call-timeout = {{(long)store.WriteDeadline.TotalMilliseconds}}ms
                    {{schema}}
                  }
                }
                akka.persistence.snapshot-store {
                  plugin = "{{SqlSnapshots}}"
                  auto-start-snapshot-stores = ["{{SqlSnapshots}}"]
                  sql {
                    plugin-id = "{{SqlSnapshots}}"
                    provider-name = "{{store.Provider}}"
                    read-isolation-level = {{store.ReadIsolation}}
                    write-isolation-level = {{store.WriteIsolation}}
                    {{schema}}
                  }
                }
                """)).WithFallback(Common),
            [setup, new RowWriterSetup(writer)]);
    }

    /// <summary>Adds all of it to an actor system that is being composed.</summary>
    public AkkaConfigurationBuilder AddTo(AkkaConfigurationBuilder builder) =>
        Setups.Aggregate(builder.AddHocon(Config, HoconAddMode.Append), static (to, setup) => to.AddSetup(setup));

    private static Config ReadCommon()
    {
        using StreamReader reader = new(typeof(JournalSettings).Assembly.GetManifestResourceStream("storage.conf")!);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
