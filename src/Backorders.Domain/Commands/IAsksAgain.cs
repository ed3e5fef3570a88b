namespace Backorders.Domain.Commands;

/// <summary>
/// A command that is sent again and again to find something to do: a pull, a heartbeat, the passing of time. When it changed nothing, nothing of it is kept, and its
/// repeat runs. Any other command that changed nothing is kept under its key: its repeat may come after another change, and must not undo that one.
/// </summary>
public interface IAsksAgain;
