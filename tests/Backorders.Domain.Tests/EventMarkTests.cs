using Backorders.Domain.Events;
using Backorders.Domain.Ids;

namespace Backorders.Domain.Tests;

/// <summary>An event says by its marks what it tells of: whoever reads events relies on them, and keeps no list of kinds.</summary>
public sealed class EventMarkTests
{
    private static readonly Type[] kinds = [.. typeof(Event).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Event)))];

    /// <summary>They make the task that they name.</summary>
    private static readonly Type[] makers = [typeof(UnitsAllocated), typeof(OverageHeld)];

    [Theory]
    [InlineData(typeof(IOfLine), nameof(IOfLine.Line), typeof(LineKey))]
    [InlineData(typeof(IOfOrder), nameof(IOfOrder.Order), typeof(OrderKey))]
    [InlineData(typeof(IOfItem), nameof(IOfItem.Item), typeof(SkuKey))]
    [InlineData(typeof(IOfTask), nameof(IOfTask.Task), typeof(TaskId))]
    [InlineData(typeof(IOfTasks), nameof(IOfTasks.Tasks), typeof(IReadOnlyList<TaskId>))]
    public void Events_ThatNameOne_AreMarked(Type mark, string name, Type of) => Assert.Empty(
        kinds.Where(k => k.GetProperty(name)?.PropertyType == of && !k.IsAssignableTo(mark)).Except(mark == typeof(IOfTask) ? makers : []).Select(k => k.Name));

    [Fact]
    public void Events_OfShipments_AreMarked() => Assert.Empty(
        kinds.Where(k => k.Name.StartsWith("Shipment", StringComparison.Ordinal) && !k.IsAssignableTo(typeof(IOfShipment))).Select(k => k.Name));
}
