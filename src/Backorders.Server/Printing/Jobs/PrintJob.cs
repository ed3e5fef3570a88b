using Backorders.Domain.Values;

namespace Backorders.Server.Printing.Jobs;

/// <summary>A label on its way to a printer.</summary>
internal sealed record PrintJob
{
    /// <summary>Where.</summary>
    public required string Warehouse { get; init; }

    /// <summary>The request id of whoever asked for it.</summary>
    public required string Id { get; init; }

    /// <summary>The printer's name.</summary>
    public required string Printer { get; init; }

    /// <summary>What the label is put on, such as <c>task:17</c>: what is printed twice only when that is asked for.</summary>
    public required string Subject { get; init; }

    /// <summary>Whose thing it is; empty for one that is nobody's in particular.</summary>
    public required string Owner { get; init; }

    /// <summary>The key with which it was asked for.</summary>
    public required string KeyId { get; init; }

    /// <summary>Whether the label says that it is a copy.</summary>
    public required bool IsCopy { get; init; }

    /// <summary>How many labels it is.</summary>
    public required int Copies { get; init; }

    /// <summary>A digest of the request: the same id with another one is an error of the caller's.</summary>
    public required string Digest { get; init; }

    /// <summary>What goes to the printer; empty once nobody may take it any more.</summary>
    public required byte[] Zpl { get; init; }

    /// <summary>When it was asked for.</summary>
    public required Instant MadeAt { get; init; }

    /// <summary>Until when it may be taken.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>How it stands.</summary>
    public PrintState State { get; init; } = PrintState.Waiting;

    /// <summary>When it was taken; the beginning of time before.</summary>
    public Instant TakenAt { get; init; }

    /// <summary>Under which id it was taken; empty before.</summary>
    public string TakeId { get; init; } = string.Empty;

    /// <summary>When it ended; the beginning of time before.</summary>
    public Instant EndedAt { get; init; }

    /// <summary>Why it ended so.</summary>
    public string Detail { get; init; } = string.Empty;
}
