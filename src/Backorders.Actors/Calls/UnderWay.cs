
using Backorders.Actors.Port;

namespace Backorders.Actors.Calls;

/// <summary>A call that a link has not had answered yet.</summary>
/// <param name="number">Its number at the link: calls go in this order.</param>
/// <param name="request">The call.</param>
/// <param name="since">When it began to wait for somebody who serves its warehouse.</param>
/// <param name="patience">How long it may.</param>
internal sealed class UnderWay(long number, WarehouseRequest request, long since, TimeSpan patience)
{
    private readonly TaskCompletionSource<WarehouseAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Number => number;

    public WarehouseRequest Request => request;

    public TimeSpan Patience => patience;

    /// <summary>Its answer; does not fail.</summary>
    public Task<WarehouseAnswer> Answer => answer.Task;

    /// <summary>When it began to wait for somebody who serves its warehouse.</summary>
    public long Since { get; set; } = since;

    /// <summary>Whether it has been sent in the present meeting and has not come back.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether it was sent once and came back, or its gateway was lost.</summary>
    public bool HasComeBack { get; set; }

    /// <summary>What it came back with; null for nothing.</summary>
    public WarehouseAnswer? CameBack { get; set; }

    public void Resolve(WarehouseAnswer with) => answer.TrySetResult(with);
}
