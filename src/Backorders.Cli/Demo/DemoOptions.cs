using Backorders.Cli.Client;

namespace Backorders.Cli.Demo;

/// <summary>What kind of demonstration was asked for.</summary>
internal sealed class DemoOptions
{
    /// <summary>The file to replay; null for the built-in story.</summary>
    public string? Lines { get; init; }

    /// <summary>Whether to end when all is told.</summary>
    public bool Once { get; init; }

    public bool ShipComplete { get; init; }

    public bool Json { get; init; }

    /// <summary>Where the store is kept; null for a temporary folder.</summary>
    public string? Data { get; init; }

    public required string Http { get; init; }

    public required string Grpc { get; init; }

    /// <summary>The key of a store that was made before.</summary>
    public string? Key { get; init; }

    public required string Warehouse { get; init; }

    public TimeSpan RetryFor { get; init; }

    /// <summary>Connects to a node that runs already; null to start one.</summary>
    public Func<ServerConnection>? Connect { get; init; }
}
