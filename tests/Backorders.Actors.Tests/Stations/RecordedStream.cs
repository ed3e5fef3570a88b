using System.Threading.Channels;
using Backorders.Actors.Port;
using Backorders.Domain.Questions;
using Backorders.Domain.Views;

namespace Backorders.Actors.Tests.Stations;

/// <summary>A stream that only remembers what it heard, in order.</summary>
internal sealed class RecordedStream : IStationSink
{
    private static readonly TimeSpan guard = TimeSpan.FromSeconds(30);

    private readonly Channel<object> heard = Channel.CreateUnbounded<object>();

    /// <summary>Runs when an offer is heard, on the actor's thread.</summary>
    public Action? OnOffer { get; set; }

    public bool HasHeardAll => !heard.Reader.TryPeek(out _);

    public void Welcome(StationWelcome found) => heard.Writer.TryWrite(found);

    public void Offer(StationOffer offer)
    {
        OnOffer?.Invoke();
        heard.Writer.TryWrite(offer);
    }

    public void Remind(IReadOnlyList<TaskView> tasks) => heard.Writer.TryWrite(tasks);

    public void TakenOver() => heard.Writer.TryWrite("taken over");

    public void InUse() => heard.Writer.TryWrite("in use");

    /// <summary>Whether the seat has ended.</summary>
    public bool HasEnded { get; private set; }

    public void Ended() => HasEnded = true;

    /// <summary>What it heard next; fails when that is something else, or nothing.</summary>
    public async Task<T> Next<T>()
    {
        using CancellationTokenSource giveUp = new(guard);
        return Assert.IsAssignableFrom<T>(await heard.Reader.ReadAsync(giveUp.Token));
    }
}
