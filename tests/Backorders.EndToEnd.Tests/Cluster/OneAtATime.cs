namespace Backorders.EndToEnd.Tests.Cluster;

/// <summary>Tests that fill the machine with processes and measure how long something was away: together they would measure each other. They run when all others have ended.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
