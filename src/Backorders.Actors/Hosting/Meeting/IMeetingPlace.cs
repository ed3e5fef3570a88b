namespace Backorders.Actors.Hosting.Meeting;

/// <summary>
/// Where the nodes of one cluster find each other: a row for each, and one row that says who may begin the cluster when nobody lives. It serves
/// finding, weights and
/// draining alone; who may write is the journal's to say.
/// </summary>
/// <remarks>
/// <para><b>Clocks.</b> A row's age is told by the place's own clock.</para>
/// <para><b>Atomicity.</b> Each method is one step: of two callers that want the same thing one gets it.</para>
/// <para><b>Failures.</b> <see cref="MeetingUnavailableException"/>: the place cannot be used now; whether the change was made is not known, and each
/// may be repeated.</para>
/// </remarks>
public interface IMeetingPlace : IAsyncDisposable
{
    /// <summary>
    /// Enters the node in the place of an earlier start of the same id that has ended or fallen silent. False when that one still lives.
    /// </summary>
    /// <param name="self">Who.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="lifetime">For how long a sign of life counts.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="Doors.ClusterStartException">The place cannot be used as it is, such as another cluster's; the message names the
    /// setting.</exception>
    ValueTask<bool> EnterAsync(NodeEntry self, string cluster, TimeSpan lifetime, CancellationToken cancellation);

    /// <summary>Reads everything at one moment.</summary>
    ValueTask<MeetingRecord> ReadAsync(CancellationToken cancellation);

    /// <summary>
    /// Says that the node lives. False when its row is another start's, or says that the cluster goes on without it: then it must end.
    /// </summary>
    ValueTask<bool> SeenAsync(NodeEntry self, bool joined, CancellationToken cancellation);

    /// <summary>
    /// Asks for the right to begin the cluster. True for one node alone, and only while no member lives and no other holder of the right does; the
    /// holder may ask again.
    /// </summary>
    ValueTask<bool> BeginAsync(NodeEntry self, TimeSpan lifetime, CancellationToken cancellation);

    /// <summary>Notes that the node ended in good order: others need not wait for its silence.</summary>
    ValueTask LeaveAsync(NodeEntry self, CancellationToken cancellation);

    /// <summary>
    /// Notes that the cluster goes on without a start of a node, which may be frozen or cut off: once it looks, it ends. Where the place is the database of the journal, the
    /// node's sessions there are ended with it: what such a session has begun and not committed keeps the next owner of its warehouse waiting.
    /// </summary>
    ValueTask MarkGoneAsync(string address, long incarnation, CancellationToken cancellation);

    /// <summary>
    /// Says that a node is to give away its shards and take none, or that it may take some again. False when there is no such node.
    /// </summary>
    ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation);
}
