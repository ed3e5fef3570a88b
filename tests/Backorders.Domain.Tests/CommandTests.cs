using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>What is kept of a command that changed nothing.</summary>
[Trait("Case", "01")]
public sealed class CommandTests
{
    private readonly Scenario s = new();

    public static TheoryData<string> Unchanging =>
        [nameof(ExpediteOrder), nameof(AmendOrder), nameof(SetLane), nameof(SetDoor), nameof(DefineItems), nameof(OpenWarehouse)];

    [Theory]
    [MemberData(nameof(Unchanging))]
    public void Command_ThatChangesNothing_IsOneThatMustNotRunAgain(string kind)
    {
        s.Submit("o1", "A:5");
        Command command = kind switch
        {
            nameof(ExpediteOrder) => new ExpediteOrder(Scenario.Order("o1"), [], Pinned: false, ReasonCode.Urgent),
            nameof(AmendOrder) => new AmendOrder(Scenario.Order("o1"), [new LineChange(1, 5)], null, null, null, null, null),
            nameof(SetLane) => new SetLane(new LaneId("L1"), LaneState.Open, ReasonCode.Urgent),
            nameof(SetDoor) => new SetDoor(new DoorId("D1"), IsOpen: true, ReasonCode.Urgent),
            nameof(DefineItems) => new DefineItems(Scenario.Acme, [Scenario.ItemOf("A")]),
            nameof(OpenWarehouse) => new OpenWarehouse("Europe/London", [new DoorId("D1"), new DoorId("D2")], [new LaneId("L1"), new LaneId("L2"), new LaneId("L3")]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such command."),
        };

        Turn turn = s.Try(command);

        Assert.Null(turn.Refused);
        Assert.Empty(turn.Events);
        Assert.False(command is IAsksAgain);
    }

    [Fact]
    public void PullsHeartbeatsAndTime_AndNoOtherCommand_RunAgainWhenTheyChangedNothing() => Assert.Equal(
        [nameof(AdvanceTime), nameof(PullTasks), nameof(RenewLeases)],
        typeof(Command).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Command)) && t.IsAssignableTo(typeof(IAsksAgain))).Select(t => t.Name).Order());
}
