using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Values;

namespace Backorders.Actors.Sessions;

/// <summary>Commands that come again: they get the first answer, read off the stored turn.</summary>
internal sealed partial class WarehouseSession
{
    /// <summary>The stored turn of a repeated command was read; null when that failed.</summary>
    public void AnswerStored(CommandItem item, StoredTurn? turn)
    {
        if (!reading.Remove(item))
        {
            return;
        }

        if (turn is null)
        {
            Outbox.Add(new SessionAnswer(item, NotStored));
            return;
        }

        Answer(item, turn, fold.FindOrAdd(item.Request.Warehouse));
    }

    private bool AnswerAgain(CommandItem item, HostedWarehouse hosted)
    {
        if (item.Request.Key.IsNone)
        {
            return false;
        }

        if (hosted.Answers.TryGet(item.Request.Key, out long seq))
        {
            if ((window.Find(seq) ?? recent.Find(seq)) is { } turn)
            {
                Answer(item, turn, hosted);
            }
            else
            {
                reading.Add(item, ++readingsBegun);
                Outbox.Add(new StoredAnswerWanted(item, seq));
            }

            return true;
        }

        if (quarantined.TryGetValue(item.Request.Key, out Refused? refused))
        {
            item.Outcome = CommandOutcome.Refuse(refused);
            Park(item);
            return true;
        }

        return false;
    }

    private void Answer(CommandItem item, StoredTurn stored, HostedWarehouse hosted)
    {
        if (item.Request.Digest == stored.Turn.Digest)
        {
            observer.AnsweredAgain();
            item.Outcome = new(null, stored.Turn.Events, stored.Turn.At, stored.Seq, true);
        }
        else
        {
            item.Outcome = CommandOutcome.Refuse(KeyDifference.Describe(item.Request.Command, stored, hosted.Warehouse), fold.LastAt);
            observer.CommandRefused(Refusal.KeyReused);
        }

        Park(item);
    }
}
