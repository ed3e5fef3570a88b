using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>The arbiter in memory keeps what every one promises.</summary>
public sealed class MemoryArbiterTests : ArbiterTests
{
    protected override Task<(IMeetingPlace Meeting, IArbiter Arbiter)> CreateAsync()
    {
        MemoryMeetingPlace place = new(TimeProvider.System);
        return Task.FromResult<(IMeetingPlace, IArbiter)>((place, new MemoryArbiter(place, TimeProvider.System)));
    }
}
