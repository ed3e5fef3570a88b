using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>The meeting place in memory keeps what every one promises.</summary>
public sealed class MemoryMeetingPlaceTests : MeetingPlaceTests
{
    protected override Task<IMeetingPlace> CreateAsync() => Task.FromResult<IMeetingPlace>(new MemoryMeetingPlace(TimeProvider.System));
}
