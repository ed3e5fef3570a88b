using Google.Protobuf.Collections;

namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// About how many tasks wait, from the answers that named them: stations need not ask when there is nothing to ask for. Only a hint: a station that looks
/// and finds less corrects it.
/// </summary>
internal sealed class TaskHint
{
    public long Waiting { get; private set; }

    public void Released(RepeatedField<V1.Disposition>? dispositions)
    {
        if (dispositions is null)
        {
            return;
        }

        foreach (V1.Disposition disposition in dispositions)
        {
            Waiting += disposition.What == V1.Disposition.Types.What.ToLane ? 1 : 0;
        }
    }

    public void More() => Waiting++;

    public void Taken(int tasks, bool wereAll) => Waiting = wereAll ? 0 : Math.Max(1, Waiting - tasks);
}
