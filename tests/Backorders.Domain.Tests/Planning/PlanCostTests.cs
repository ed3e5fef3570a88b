using Backorders.Domain.Commands;
using Xunit.Abstractions;

namespace Backorders.Domain.Tests.Planning;

/// <summary>
/// What it costs to plan beside many orders that ship complete, in lines and sums that are looked at: a number that is the same on every machine. Four times as many orders may
/// cost four times as much, a little more for the depth of the sums, and twice that where only the larger queue has somebody whose cover changes, so that it is decided again.
/// </summary>
public sealed class PlanCostTests(ITestOutputHelper output)
{
    private const int Few = 100, Many = 4 * Few;
    private const double RatioMax = 8; // if each decision went through all others it would be 16

    private static readonly (string Name, Func<CompleteQueue, Command> Command)[] turns =
    [
        ("a scan", static q => q.Scan()),
        ("a new line behind all", static q => q.NewLine(0)),
        ("a new line in front", static q => q.NewLine(9)),
        ("a shipment is late", static q => q.MoveMiddle(30)),
        ("and comes as announced", static q => q.MoveMiddle(0)),
    ];

    [Fact]
    public void Turns_BesideFourTimesAsManyCompleteOrders_LookAtNoMoreThanEightTimesAsMuch()
    {
        (CompleteQueue few, CompleteQueue many) = (new(Few), new(Many));
        foreach ((string name, Func<CompleteQueue, Command> command) in turns)
        {
            (long beside, long besideMore) = (LooksOf(few, command), LooksOf(many, command));
            output.WriteLine($"{name}: {beside} looks beside {Few} orders, {besideMore} beside {Many}");
            Assert.True(beside > Few, $"{name}: {beside} looks beside {Few} orders: it counts too little.");
            Assert.True(besideMore < RatioMax * beside, $"{name}: {beside} looks beside {Few} orders, {besideMore} beside {Many}: {(double)besideMore / beside:N1} times as many.");
        }
    }

    private static long LooksOf(CompleteQueue queue, Func<CompleteQueue, Command> command)
    {
        long before = queue.Warehouse.PlanLooks;
        queue.Do(command(queue));
        return queue.Warehouse.PlanLooks - before;
    }
}
