namespace Backorders.Server.Routing;

/// <summary>Which tasks one stream has told its station of: after a move, the next owner offers again all that the station holds, and only what is new goes on.</summary>
internal sealed class OfferedTasks
{
    /// <summary>More than a station can hold under lease; beyond it the oldest are forgotten, and at worst offered once more.</summary>
    private const int TasksMax = 20_000;

    /// <summary>Task to token: a task that was lost and leased again is another lease.</summary>
    private readonly SortedDictionary<long, long> tokens = [];

    private bool began;

    /// <summary>Takes an offer in. When the owner makes it because a leg began, leaves only what the stream has not told yet. False when nothing is left.</summary>
    public bool TakeNew(V1.WorkResponse offer)
    {
        V1.WorkOffer tasks = offer.Offer;
        if (tasks.Again && began)
        {
            V1.TaskOffer[] unknown = [.. tasks.Offers.Where(o => !tokens.TryGetValue(o.Task.TaskId, out long token) || token != o.Token)];
            offer.Offer = new V1.WorkOffer { Offers = { unknown } };
        }

        began = true;
        Remember(offer.Offer.Offers);
        return offer.Offer.Offers.Count > 0;
    }

    /// <summary>Takes in what an answer gave to the station or took from it.</summary>
    public void Note(V1.WorkResponse answer)
    {
        began = true;
        switch (answer.MessageCase)
        {
            case V1.WorkResponse.MessageOneofCase.Pulled:
                Remember(answer.Pulled.Offers);
                break;
            case V1.WorkResponse.MessageOneofCase.Returned:
                tokens.Remove(answer.Returned.TaskId);
                break;
            case V1.WorkResponse.MessageOneofCase.Shipped:
                foreach (V1.ShipResponse.Types.Shipped task in answer.Shipped.Shipped)
                {
                    tokens.Remove(task.TaskId);
                }

                break;
        }
    }

    private void Remember(IEnumerable<V1.TaskOffer> offers)
    {
        foreach (V1.TaskOffer offer in offers)
        {
            tokens[offer.Task.TaskId] = offer.Token;
        }

        while (tokens.Count > TasksMax)
        {
            tokens.Remove(tokens.First().Key);
        }
    }
}
