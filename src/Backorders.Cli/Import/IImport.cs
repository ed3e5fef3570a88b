using Grpc.Core;

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
    /// <param name="group">Which.</param>
    /// <param name="call">The deadline of one call and what ends it; asked for each call.</param>
    /// <returns>Rows that the node refused, with what was wrong; empty when it took all.</returns>
    /// <exception cref="RpcException">It was neither taken nor refused.</exception>
    Task<IReadOnlyList<RowProblem>> SendAsync(string group, Func<CallOptions> call);
}
