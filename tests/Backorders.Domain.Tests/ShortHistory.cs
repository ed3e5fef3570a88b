using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;

namespace Backorders.Domain.Tests;

/// <summary>Has a turn made and says what is wrong after it; only what it says of the last one counts.</summary>
internal delegate IReadOnlyList<string> Watch(Command command, Func<Turn> turn, bool isLast);

/// <summary>Of a random history that fails, the fewest commands after which a new warehouse fails as well: what somebody reads who looks for the fault.</summary>
internal static class ShortHistory
{
    /// <summary>So many commands are played again in all: a minute or two where each is checked.</summary>
    private const int Effort = 2_000_000;

    /// <summary>Plays a history. If it fails, the failure tells the shortest one that was found besides.</summary>
    public static void Play(Scenario s, Func<Scenario, Watch> watching, Action history)
    {
        try
        {
            history();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message}\n{Of(s.History, watching)}", e);
        }
    }

    public static string Of(IReadOnlyList<(Instant At, Command Command)> history, Func<Scenario, Watch> watching)
    {
        string? wrong = WrongAtTheEnd(history, watching);
        if (wrong is null)
        {
            return "Played again with what is asked after each turn, its commands alone do not fail.";
        }

        (IReadOnlyList<(Instant At, Command Command)> few, bool isShortest) = Shortest.Of(history, less => WrongAtTheEnd(less, watching) is { } found && (wrong = found).Length > 0, Effort);
        return $"{few.Count} of its {history.Count} commands fail alone{(isShortest ? string.Empty : "; there may be fewer")}:\n"
            + string.Join('\n', few.Select(c => $"  {c.At} {CommandText.Of(c.Command)}")) + $"\nThen: {wrong}";
    }

    private static string? WrongAtTheEnd(IReadOnlyList<(Instant At, Command Command)> commands, Func<Scenario, Watch> watching)
    {
        Scenario s = new(checkReplica: false);
        Watch watch = watching(s);
        for (int i = 0; i < commands.Count; i++)
        {
            bool isLast = i == commands.Count - 1;
            (Command due, Command asked) = (new AdvanceTime(), commands[i].Command);
            try
            {
                s.MoveTo(commands[i].At);
                List<string> wrong = [];
                while (s.Warehouse.NextDue <= s.Now)
                {
                    wrong.AddRange(watch(due, () => s.Try(due), isLast));
                }

                wrong.AddRange(watch(asked, () => s.Try(asked), isLast));
                if (isLast && wrong.Count > 0)
                {
                    return string.Join('\n', wrong);
                }
            }
            catch (Exception e)
            {
                return isLast ? e.Message : null;
            }
        }

        return null;
    }
}
