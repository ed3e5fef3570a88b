namespace Backorders.Domain.Ids;

/// <summary>A task of one warehouse. Counted from 1 by the warehouse, so a replay gives the same numbers.</summary>
public readonly record struct TaskId(long Value) : IComparable<TaskId>
{
    /// <inheritdoc/>
    public int CompareTo(TaskId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
