using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>A part of a container's content that goes to one destination.</summary>
/// <param name="Lpn">The part's number: the container's own for what stays in it, else a child of it such as <c>P1/2</c>.</param>
/// <param name="Sku">What.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Line">The line that gets it; null when it goes to storage.</param>
/// <param name="Task">The task that moves it; not set when it is held for its order or goes to storage.</param>
public sealed record ContainerPart(string Lpn, Sku Sku, Quantity Quantity, LineKey? Line, TaskId Task);
