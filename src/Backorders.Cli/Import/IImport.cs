namespace Backorders.Cli.Import;

/// <summary>One kind of file. Rows are taken one by one; what belongs together is sent together.</summary>
internal interface IImport
{
    /// <summary>
    /// The column with the number that the rows of one thing share; the thing is taken whole or not at all, wherever its rows stand. Null when each row stands for
    /// itself.
    /// </summary>
    string? WholeBy { get; }

    /// <summary>The number that the current row shares with others, or of the call that it goes with.</summary>
    /// <exception cref="Csv.CsvRowException">It cannot be read, or is empty.</exception>
    string GroupOf();

    /// <summary>Takes the current row into its group.</summary>
    /// <exception cref="Csv.CsvRowException">The row cannot be used.</exception>
    void Take(string group);

    /// <summary>Sends a group; nothing is kept of it.</summary>
    /// <returns>Rows that the node refused, with what was wrong; empty when it took all.</returns>
    Task<IReadOnlyList<RowProblem>> SendAsync(string group, CancellationToken cancellation);
}
