namespace Backorders.Actors.Turns;

/// <summary>How a row's body is to be read. Stored: append only, never renumber.</summary>
public enum RowKind
{
    /// <summary>A <c>backorders.journal.v1.Turn</c>.</summary>
    Turn = 1,
}
