using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>One node's way to a meeting place, which a test can cut: nothing passes while it is cut, and whoever asks is told so.</summary>
internal sealed class CuttablePlace(IMeetingPlace first) : IMeetingPlace
{
    private volatile IMeetingPlace place = first;
    private readonly TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isCut;
    private volatile bool losesRight;

    /// <summary>Ends when the node has looked at the place once.</summary>
    public Task HasRead => read.Task;

    public void Cut() => isCut = true;

    public void Mend() => isCut = false;

    /// <summary>The next answer to who may begin is lost on its way.</summary>
    public void LoseRight() => losesRight = true;

    /// <summary>Another place stands where the first one was, as after a failover that lost rows.</summary>
    public void Replace(IMeetingPlace other) => place = other;

    public ValueTask<bool> EnterAsync(NodeEntry self, string cluster, TimeSpan lifetime, CancellationToken cancellation) =>
        Passing().EnterAsync(self, cluster, lifetime, cancellation);

    public async ValueTask<MeetingRecord> ReadAsync(CancellationToken cancellation)
    {
        MeetingRecord record = await Passing().ReadAsync(cancellation);
        read.TrySetResult();
        return record;
    }

    public ValueTask<bool> SeenAsync(NodeEntry self, bool joined, CancellationToken cancellation) => Passing().SeenAsync(self, joined, cancellation);

    public async ValueTask<bool> BeginAsync(NodeEntry self, TimeSpan lifetime, CancellationToken cancellation)
    {
        bool may = await Passing().BeginAsync(self, lifetime, cancellation);
        if (losesRight)
        {
            losesRight = false;
            throw new MeetingUnavailableException("The test lost the answer.");
        }

        return may;
    }

    public ValueTask LeaveAsync(NodeEntry self, CancellationToken cancellation) => Passing().LeaveAsync(self, cancellation);

    public ValueTask MarkGoneAsync(string address, long incarnation, CancellationToken cancellation) =>
        Passing().MarkGoneAsync(address, incarnation, cancellation);

    public ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation) =>
        Passing().SetDrainingAsync(nodeId, draining, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IMeetingPlace Passing() => isCut ? throw new MeetingUnavailableException("The test cut the way to it.") : place;
}
