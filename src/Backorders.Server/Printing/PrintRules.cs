namespace Backorders.Server.Printing;

/// <summary>How long things of printing last, and how many there may be.</summary>
internal static class PrintRules
{
    /// <summary>A job that was not taken by then is not printed: whoever asked for it has gone on, and a label that comes out later is put on the wrong carton.</summary>
    public static readonly TimeSpan TakenWithin = TimeSpan.FromMinutes(2);

    /// <summary>A job that was taken and of which nothing was heard for so long is unknown. An agent gives a printer less than this.</summary>
    public static readonly TimeSpan EndedWithin = TimeSpan.FromMinutes(1);

    /// <summary>How often an open attendance says so in the store, and to its agent.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(10);

    /// <summary>An attendance that was not seen for so long is over, though nobody said so: its node ended, or cannot reach the store.</summary>
    public static readonly TimeSpan AwayAfter = TimeSpan.FromSeconds(30);

    /// <summary>How often a node looks for jobs that another node took; its own it hears of at once.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Jobs, their request ids and what was printed are known for as long as the answers of commands.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Jobs that may wait for one printer: more than it prints before the first of them expires.</summary>
    public const int WaitingMax = 200;

    /// <summary>Printers of one agent.</summary>
    public const int PrintersMax = 100;

    /// <summary>Doors and stations of one printer.</summary>
    public const int PlacesMax = 50;

    /// <summary>Characters of a printer's name, and of a place's.</summary>
    public const int NameMax = 32;

    /// <summary>Characters of an agent's name.</summary>
    public const int AgentMax = 64;

    /// <summary>Characters of a tag.</summary>
    public const int TagMax = 16;
}
