using Backorders.Actors.Port;
using Backorders.Domain.Values;

namespace Backorders.Actors.Sessions;

/// <summary>A command in a mailbox, and later its parked answer.</summary>
internal sealed class CommandItem(CommandRequest request)
    : TaskCompletionSource<CommandOutcome>(TaskCreationOptions.RunContinuationsAsynchronously), IParked
{
    public CommandRequest Request { get; } = request;

    /// <summary>The answer to be released.</summary>
    public CommandOutcome? Outcome { get; set; }

    public bool IsAnswered => Task.IsCompleted;

    public void Release() => TrySetResult(Outcome ?? throw new InvalidOperationException("A command is released before it has an outcome."));

    public void Refuse(Refused refused) => TrySetResult(CommandOutcome.Refuse(refused));
}
