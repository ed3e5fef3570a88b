namespace Backorders.Cli.Import;

/// <summary>One kind of file. Rows are taken one by one; what belongs together is sent together.</summary>
internal interface IImport
{
    /// <summary>The number that rows of one thing share; rows with the same one in a row belong together.</summary>
    string GroupOf();

    /// <summary>Takes the current row into the thing being built.</summary>
    /// <exception cref="Csv.CsvRowException">The row cannot be used.</exception>
    void Take();

    /// <summary>Sends what was built and starts anew.</summary>
    /// <returns>Rows that the node refused, with what was wrong; empty when it took all.</returns>
    Task<IReadOnlyList<(int Row, string Column, string Problem)>> SendAsync(CancellationToken cancellation);
}
