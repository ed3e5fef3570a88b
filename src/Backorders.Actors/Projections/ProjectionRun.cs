using Backorders.Domain.Ids;


namespace Backorders.Actors.Projections;

/// <summary>One projection of one warehouse, as the node that stops sees it: the run that is under way outlives the actor that began it.</summary>
/// <param name="projection">What is made.</param>
/// <param name="warehouse">Of which warehouse.</param>
/// <param name="cutOff">Fires when the node waits no longer.</param>
internal sealed class ProjectionRun(IProjection projection, WarehouseId warehouse, CancellationToken cutOff)
{
    private volatile Task current = Task.CompletedTask;

    /// <summary>The name of both together.</summary>
    public string Name => $"{projection.Name}-{warehouse}";

    /// <summary>Ends when nothing is under way, however it ended.</summary>
    public Task Current => current;

    /// <summary>Begins a run, when the one before has ended.</summary>
    /// <param name="served">Fires when the warehouse is served here no more.</param>
    public Task Begin(CancellationToken served) => current = Task.Run(() => projection.RunAsync(warehouse, served, cutOff), CancellationToken.None);
}
