namespace Backorders.Cli.Import;

/// <summary>Why a row was not taken.</summary>
/// <param name="Row">The line on which the row begins.</param>
/// <param name="Column">What is wrong stands there.</param>
/// <param name="Problem">What was wrong, and what would be right.</param>
internal readonly record struct RowProblem(int Row, string Column, string Problem) : IComparable<RowProblem>
{
    public int CompareTo(RowProblem other) => Row.CompareTo(other.Row);

    public override string ToString() => $"row {Row}, column {Column}: {Problem}";
}
