using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Domain.Values;

namespace Backorders.Actors.Warehouses;

/// <summary>What a node without a proof from the store tells its callers: it may have lost its warehouses to another node without knowing.</summary>
internal static class CutOff
{
    /// <summary>The refusal.</summary>
    public static readonly Refused Refused = Refused.Because(
        Refusal.NotReady, "The warehouse's node is cut off from the store and may have lost the warehouse to another node. Send the same command again.");

    /// <summary>
    /// Hands out an answer. Without a proof, answers that depend on the state in memory are refused: those to questions, refusals, and commands that change nothing. An answer from
    /// a stored row is true whichever node owns the warehouse now, and a transient refusal says nothing about the warehouse.
    /// </summary>
    public static void HandOut(this SessionAnswer answer, StoreProof proof)
    {
        if (!RestsOnARow(answer) && answer.Refused?.Reason.IsTransient() != true && !proof.Holds)
        {
            answer.Call.Refuse(Refused);
        }
        else
        {
            answer.HandOut();
        }
    }

    private static bool RestsOnARow(SessionAnswer answer) => answer is { Refused: null, Call: CommandItem { Outcome: { Refused: null, Seq: > 0 } } };
}
