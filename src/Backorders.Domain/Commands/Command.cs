namespace Backorders.Domain.Commands;

/// <summary>Something that a warehouse is asked to do. It carries all that the decision needs from outside; the time comes beside it.</summary>
public abstract record Command;
