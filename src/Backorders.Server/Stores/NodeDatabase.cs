using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Postgres;
using Backorders.ReadModel.Postgres;
using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Postgres;
using Backorders.Server.Audit.Stores;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Printing.Stores;
using Backorders.Server.ReadModel;
using Backorders.Server.Web.Files;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Stores;

/// <summary>What a node on PostgreSQL needs of its database: its tables, and that it may be trusted.</summary>
public static class NodeDatabase
{
    /// <summary>The parts of the schema, one of each store; what <c>backorders migrate</c> applies and a node checks at its start.</summary>
    public static IReadOnlyList<SchemaPart> Parts { get; } =
    [
        TurnSchema.Part, HostingSchema.Part, PostgresReadModel.Part, PostgresWebhookStore.Part, PostgresPages.Part, PostgresAuditStore.Part, PostgresPrintStore.Part,
    ];

    /// <summary>Makes the tables, or brings them to what this program needs.</summary>
    /// <param name="options">The node's options; <see cref="NodeOptions.Postgres"/> and the cluster's name are used.</param>
    /// <param name="grantTo">A role that is given exactly what serving needs; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The steps that were taken.</returns>
    /// <exception cref="NodeStartException">It cannot be done; the message names the setting.</exception>
    public static async Task<IReadOnlyList<AppliedMigration>> MigrateAsync(NodeOptions options, string? grantTo, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return await ClusterDatabase.MigrateAsync(options.Postgres, Parts, TurnSchema.ClusterOf(options.Cluster.Name), grantTo, cancellation).ConfigureAwait(false);
        }
        catch (PostgresStartException e)
        {
            throw new NodeStartException(e.Message, e);
        }
    }

    /// <summary>The store of turns; whether it may be trusted is looked at by <see cref="CheckAsync"/>.</summary>
    internal static PostgresTurnStore OpenTurns(PostgresTurnStoreOptions turns, NodeClock clock) => PostgresTurnStore.Create(turns, clock.Decisions, waiting: clock.Waiting);

    /// <summary>A node's place among those that share its database: they meet, and arbitrate, by rows of it.</summary>
    internal static Actors.Hosting.NodeParts SeatOf(NodeOptions options, PostgresTurnStoreOptions turns, string address, TimeProvider time, ILoggerFactory loggers) => new()
    {
        Options = options.Cluster.ToNode(address, options.Limits.MessageBytesMax),
        Meeting = new PostgresMeetingPlace(options.Postgres, options.Cluster.NodeName, turns.Sessions),
        Arbiter = new PostgresArbiter(options.Postgres, options.Cluster.NodeName),
        Logs = loggers,
        Time = time,
    };

    /// <summary>The rows stand in the journal's schema, and all nodes' in the same tables.</summary>
    internal static ReadModelParts OpenReadModel(NodeOptions options, PostgresTurnStoreOptions turns)
    {
        try
        {
            PostgresReadModel rows = new(options.Postgres, turns.Sessions);
            return new ReadModelParts(rows, rows);
        }
        catch (PostgresStartException e)
        {
            throw new NodeStartException(e.Message, e);
        }
    }

    internal static IWebhookStore OpenWebhookStore(NodeOptions options, PostgresTurnStoreOptions turns)
    {
        try
        {
            return new PostgresWebhookStore(options.Postgres, turns.Sessions);
        }
        catch (PostgresStartException e)
        {
            throw new NodeStartException(e.Message, e);
        }
    }

    internal static PostgresPages OpenPages(NodeOptions options, PostgresTurnStoreOptions turns)
    {
        try
        {
            return new PostgresPages(options.Postgres, turns.Sessions);
        }
        catch (PostgresStartException e)
        {
            throw new NodeStartException(e.Message, e);
        }
    }

    /// <summary>Refuses a database that cannot be trusted, before anything listens. Does nothing for other stores.</summary>
    internal static async Task CheckAsync(ITurnStore store, NodeOptions options, NodeClock clock, CancellationToken cancellation)
    {
        if (store is not PostgresTurnStore)
        {
            return;
        }

        try
        {
            await ClusterDatabase.CheckAsync(
                options.Postgres, Parts, TurnSchema.ClusterOf(options.Cluster.Name), TimeSpan.FromSeconds(options.Cluster.ClockSkewSecondsMax),
                clock.Decisions, connection => TurnSchema.CheckAsync(connection, options.Postgres, cancellation), cancellation)
                .ConfigureAwait(false);
        }
        catch (PostgresStartException e)
        {
            throw new NodeStartException(e.Message, e);
        }
    }

    /// <summary>What this start of the node brings to the store of turns; one object, for its sessions have a name that no other start's have.</summary>
    internal static PostgresTurnStoreOptions TurnsOf(NodeOptions options) => new(
        options.Postgres, options.Cluster.Name, options.Cluster.NodeName, TimeSpan.FromSeconds(options.Cluster.ClockSkewSecondsMax));
}
