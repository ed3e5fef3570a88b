namespace Backorders.Actors.Hosting.Meeting;

/// <summary>What stands at the meeting place at one moment.</summary>
/// <param name="Now">That moment, by the place's clock.</param>
/// <param name="Beginner">The incarnation that may begin the cluster; null while nobody may.</param>
/// <param name="Nodes">Every node's row, by id.</param>
public sealed record MeetingRecord(DateTimeOffset Now, long? Beginner, IReadOnlyList<NodeRow> Nodes)
{
    /// <summary>Nothing is known yet.</summary>
    public static MeetingRecord Empty { get; } = new(DateTimeOffset.UnixEpoch, null, []);
}
