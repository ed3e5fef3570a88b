using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Actors.Storage.Memory;

namespace Backorders.Server.Tests;

/// <summary>What the <see cref="FoldingNode"/>s of a test share.</summary>
internal sealed class FoldingSite
{
    public FoldingSite() => Arbiter = new MemoryArbiter(Meeting, TimeProvider.System);

    public MemoryTurnStore Store { get; } = new(TimeProvider.System);

    public MemoryMeetingPlace Meeting { get; } = new(TimeProvider.System);

    public MemoryArbiter Arbiter { get; }
}
