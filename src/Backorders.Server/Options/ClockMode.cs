namespace Backorders.Server.Options;

/// <summary>What a node takes its decisions by.</summary>
public enum ClockMode
{
    /// <summary>The machine's clock.</summary>
    System = 0,

    /// <summary>A clock that stands still until the DrivenClock service moves it. Only for nodes that listen on the loopback address alone.</summary>
    Driven = 1,
}
