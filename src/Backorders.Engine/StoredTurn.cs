using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>A turn with its place in the journal, the chain up to it, and its stored size.</summary>
internal sealed record StoredTurn(long Seq, TurnRecord Turn, ChainHash Hash, int Bytes);
