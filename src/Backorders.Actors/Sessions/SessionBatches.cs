using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Sessions;

/// <summary>Between a session's turns and the rows that hold them.</summary>
internal static class SessionBatches
{
    /// <summary>The row for a batch that <see cref="WarehouseSession.StartBatch"/> handed out.</summary>
    /// <param name="after">Where the journal stands before it: <see cref="WarehouseSession.Durable"/>.</param>
    /// <param name="batch">The turns; at least one.</param>
    public static TurnBatch ToRow(ShardHead after, ReadOnlySpan<DecidedTurn> batch)
    {
        ReadOnlyMemory<byte>[] bodies = new ReadOnlyMemory<byte>[batch.Length];
        for (int i = 0; i < bodies.Length; i++)
        {
            bodies[i] = batch[i].Body;
        }

        return new TurnBatch(after.LastSeq + 1, after.Head, bodies, batch[^1].Stored.Hash);
    }

    /// <summary>Folds a row into the state that stands before it.</summary>
    /// <exception cref="FormatException">The row does not follow the state, was changed after it was written, or cannot be read.</exception>
    /// <exception cref="InvalidOperationException">Its events do not fit the state before them.</exception>
    public static void Fold(ShardFold fold, WarehouseId warehouse, TurnBatch row)
    {
        if (row.FirstSeq != fold.LastSeq + 1)
        {
            throw new FormatException($"Turn {fold.LastSeq + 1} is missing: the row holds turns {row.FirstSeq} to {row.LastSeq}.");
        }

        if (row.Before != fold.Head)
        {
            throw new FormatException($"Turn {row.FirstSeq} was not decided on turn {fold.LastSeq} as it is here: their links differ.");
        }

        foreach (JournaledTurn turn in row.Read())
        {
            if (turn.Turn.Warehouse != warehouse)
            {
                throw new FormatException($"Turn {turn.Seq} is warehouse {turn.Turn.Warehouse}'s, and stands in the journal of {warehouse}.");
            }

            try
            {
                fold.Apply(turn.Turn, turn.Seq, turn.Hash);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"Turn {turn.Seq}: its events do not fit the state before them: {e.Message}", e);
            }
        }
    }
}
