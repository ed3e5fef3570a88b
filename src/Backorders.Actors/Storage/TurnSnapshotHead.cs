
using Backorders.Actors.Turns;

namespace Backorders.Actors.Storage;

/// <summary>Which state a stored snapshot says that it is.</summary>
/// <param name="Row">The row that was folded last.</param>
/// <param name="Seq">That row's last turn.</param>
/// <param name="Head">The chain there.</param>
/// <param name="Format">The layout of its parts.</param>
public readonly record struct TurnSnapshotHead(long Row, long Seq, ChainHash Head, int Format);
