using Backorders.Server.Audit;
using Backorders.Server.Edge;
using Backorders.Server.ReadModel;
using Backorders.Server.Security;
using Backorders.Server.Stores;
using Backorders.Server.Web;
using Backorders.Server.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Hosting;

/// <summary>
/// The order in which the parts of a node start and stop, one after the other. The web host does not do it: it is a part itself, which opens before the
/// warehouses are read and closes before they have finished, and it knows one limit of time for all.
/// </summary>
/// <param name="parts">Started first to last, stopped last to first.</param>
/// <param name="patience">How long each may take to stop before its token fires. A part that must not be cut off takes no notice.</param>
internal sealed class NodeOrder(IReadOnlyList<IHostedService> parts, TimeSpan patience)
{
    /// <summary>The parts: started from top to bottom, stopped from bottom to top. The project's page tells what callers see of each step of the stop.</summary>
    public static readonly IReadOnlyList<Type> Table =
    [
        // part                     start                                   stop
        typeof(TurnStore),          // the database is one to be trusted    files and connections are closed, the lock is given back
        typeof(AuditTrail),         // refusals are written from now on     what was refused last is written
        typeof(SecretKeeper),       // its secrets can be read
        typeof(ReadModelHost),      //                                      what was read is written, the rows are closed
        typeof(TakenCommands),      //                                      warehouses that are still here finish what they took
        typeof(PageKeeper),         // the pages are there for all nodes
        typeof(NodePorts),          // listens; callers shall come again    streams end, then no connection is taken and calls are answered
        typeof(ServedWarehouses),   // journals are read and served         warehouses go to other nodes, calls are still taken
        typeof(KeyKeeper),          // the first keys are kept              the key file is not followed any more
        typeof(TlsKeeper),          //                                      the certificate's files are not followed any more
        typeof(WebhookDeliveries),  // delivers                             no new try begins
        typeof(HealthWatch),        // SERVING                              NOT_SERVING for good
    ];

    /// <summary>The order of a node.</summary>
    public static NodeOrder Of(IServiceProvider services, TimeSpan patience) => new([.. Table.Select(part => (IHostedService)services.GetRequiredService(part))], patience);

    /// <summary>Starts all parts. When one fails, the node is to be stopped.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (IHostedService part in parts)
        {
            await part.StartAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Stops all parts, those too that never started.</summary>
    public async Task StopAsync()
    {
        foreach (IHostedService part in parts.Reverse())
        {
            using CancellationTokenSource end = new(patience);
            await part.StopAsync(end.Token).ConfigureAwait(false);
        }
    }
}
