using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>Commands that come again: they get the first answer, read off the stored turn.</summary>
internal sealed partial class ShardLoop
{
    private int reading;

    private bool AnswerAgain(CommandItem item, HostedWarehouse hosted)
    {
        CommandKey key = item.Request.Key;
        if (key.IsNone)
        {
            return false;
        }

        if (hosted.Answers.TryGet(key, out long seq))
        {
            if ((commit.Find(seq) ?? Feed.Find(seq)) is { } turn)
            {
                Answer(item, turn, hosted);
            }
            else
            {
                reading++;
                _ = ReadAnswerAsync(item, seq);
            }

            return true;
        }

        if (quarantined.TryGetValue(key, out Domain.Refused? refused))
        {
            item.Outcome = CommandOutcome.Refuse(refused);
            commit.Park(item);
            return true;
        }

        return false;
    }

    private async Task ReadAnswerAsync(CommandItem item, long seq)
    {
        StoredTurn? turn = null;
        try
        {
            IReadOnlyList<JournalRow> rows = await journal.ReadAsync(shard, seq - 1, 1, abort.Token);
            turn = new(seq, TurnCodec.Decode(rows[0].Body.Span), rows[0].Hash, rows[0].Body.Length);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            AnswerNotRead(shard, seq, e);
        }

        if (!mailbox.TryAddOwn(new StoredAnswer(item, turn)))
        {
            item.Refuse(stopping);
        }
    }

    private void AnswerStored(StoredAnswer answer)
    {
        if (answer.Turn is { } turn)
        {
            Answer(answer.Item, turn, fold.FindOrAdd(answer.Item.Request.Warehouse));
        }
        else
        {
            answer.Item.Refuse(notStored);
        }
    }

    private void Answer(CommandItem item, StoredTurn stored, HostedWarehouse hosted)
    {
        if (item.Request.Digest == stored.Turn.Digest)
        {
            instruments?.AnsweredAgain();
            item.Outcome = new(null, stored.Turn.Events, stored.Turn.At, stored.Seq, true);
        }
        else
        {
            item.Outcome = CommandOutcome.Refuse(KeyDifference.Describe(item.Request.Command, stored, hosted.Warehouse), Now());
            instruments?.Refused(Domain.Refusal.KeyReused);
        }

        commit.Park(item);
    }
}
