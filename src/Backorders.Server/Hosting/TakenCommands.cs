using Backorders.Actors.Port;
using Backorders.Server.Options;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Hosting;

/// <summary>What the warehouses have taken by the time that nobody can call any more: it is finished and stored, and they stop.</summary>
internal sealed class TakenCommands(IWarehouseHost warehouses, NodeOptions options) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A node alone finishes what it took, however long its disk needs; one among others must not hang on a database that is away.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => warehouses.StopAsync(options.Journal == JournalKind.Postgres ? cancellationToken : CancellationToken.None);
}
