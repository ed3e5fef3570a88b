
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;

namespace Backorders.Actors.Tests.Sessions;

/// <summary>A command that was put into a session.</summary>
internal sealed class Asked(CommandItem item)
{
    /// <summary>Whether its answer was handed out.</summary>
    public bool IsAnswered => item.Task.IsCompleted;

    /// <summary>What it was told.</summary>
    public CommandOutcome Outcome => item.Task.IsCompletedSuccessfully ? item.Task.GetAwaiter().GetResult() : throw new InvalidOperationException("Nothing was told yet.");
}
