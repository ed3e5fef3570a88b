namespace Backorders.Server.Tests.Hostile;

/// <summary>Tests that take the whole machine, and that measure: they run when all others have ended, one after the other.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
