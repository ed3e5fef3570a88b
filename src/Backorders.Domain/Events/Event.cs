namespace Backorders.Domain.Events;

/// <summary>
/// Something that happened. The state of a warehouse is the fold of its events and of nothing else; the answers, the feeds and the figures are read off them.
/// </summary>
public abstract record Event;
