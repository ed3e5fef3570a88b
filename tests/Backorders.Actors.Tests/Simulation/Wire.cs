namespace Backorders.Actors.Tests.Simulation;

/// <summary>A connection in one direction: messages arrive in the order in which they were sent, late, and sometimes not.</summary>
internal sealed class Wire(World world)
{
    private readonly Queue<Action> messages = new();

    /// <summary>Sends a message. It is lost as often as anything else fails, if it may be.</summary>
    public void Send(Action message, bool mayBeLost = true)
    {
        if (mayBeLost && world.Random.Percent(world.Trouble))
        {
            world.Note("lost a message of a seat");
            return;
        }

        messages.Enqueue(message);
        world.Post(() => messages.Dequeue()(), world.Random.Next(1, 4));
    }
}
