using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Hosting;

/// <summary>The warehouses while they are served: read at the start, given to other nodes before the stop.</summary>
internal sealed class ServedWarehouses(IWarehouseHost warehouses, NodeOptions options, NodeClock clock) : IHostedService
{
    /// <summary>Reads the journal and serves. Until then callers are told to come again.</summary>
    /// <exception cref="NodeStartException">The store cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await warehouses.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HostStartException e)
        {
            throw new NodeStartException(e.Message, e);
        }
        catch (Exception e) when (e is JournalException or InvalidOperationException)
        {
            string store = options.Journal == JournalKind.Postgres ? $"schema '{options.Postgres.Schema}'" : $"'{options.DataDirectory}'";
            throw new NodeStartException($"The store in {store} cannot be used: {e.Message}", e);
        }

        await CatchUpAsync().ConfigureAwait(false);
    }

    /// <summary>Gives the shards to other nodes, while calls are still taken: those for what is given already are forwarded.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => warehouses.LeaveAsync(cancellationToken);

    /// <summary>A driven clock must not stand before what the journal holds.</summary>
    private async Task CatchUpAsync()
    {
        if (clock.Decisions is DrivenTimeProvider driven)
        {
            foreach (WarehouseId warehouse in warehouses.Ids)
            {
                // A warehouse never decides earlier than it did before, so the time it answers with is that of the last turn at least.
                QueryOutcome<Instant> now = await warehouses.AskAsync(warehouse, new TellTime()).ConfigureAwait(false);
                driven.TryMoveTo(now.Value.ToDateTimeOffset());
            }
        }
    }
}
