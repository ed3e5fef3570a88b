namespace Backorders.Cli.Csv;

/// <summary>A row that cannot be used; the others can.</summary>
internal sealed class CsvRowException(int row, string column, string problem) : Exception($"row {row}, column {column}: {problem}")
{
    /// <summary>The line on which the row begins.</summary>
    public int Row { get; } = row;

    /// <summary>The column that is wrong.</summary>
    public string Column { get; } = column;

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; } = problem;
}
