using Backorders.Cli.Client;
using Backorders.Cli.Demo.Replay;

namespace Backorders.Cli.Demo;

/// <summary>What kind of demonstration was asked for.</summary>
internal sealed class DemoOptions
{
    /// <summary>The file to replay; null for the built-in story.</summary>
    public string? Lines { get; init; }

    /// <summary>Whether to end when all is told.</summary>
    public bool Once { get; init; }

    /// <summary>How shortages are spread in a replay; not specified for what is set.</summary>
    public V1.DistributionMode Distribution { get; init; }

    /// <summary>What goes wrong in a replay.</summary>
    public required Faults Faults { get; init; }

    public bool Json { get; init; }

    /// <summary>Whether to tell the story without pauses, also at a terminal.</summary>
    public bool Fast { get; init; }

    /// <summary>Where the store is kept; null for a temporary folder.</summary>
    public string? Data { get; init; }

    public required string Http { get; init; }

    public required string Grpc { get; init; }

    /// <summary>The key of a store that was made before.</summary>
    public string? Key { get; init; }

    /// <summary>The key that operates the building of a store that was made before.</summary>
    public string? OperatorKey { get; init; }

    public required string Warehouse { get; init; }

    public TimeSpan RetryFor { get; init; }

    /// <summary>Connects to a node that runs already; null to start one.</summary>
    public Func<ServerConnection>? Connect { get; init; }
}
