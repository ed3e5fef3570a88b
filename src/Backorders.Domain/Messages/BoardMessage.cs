namespace Backorders.Domain.Messages;

/// <summary>What the <c>TaskBoard</c> is told. A warehouse has one.</summary>
internal abstract record BoardMessage : Message;

/// <summary>Leases may have ended: take those tasks from their stations.</summary>
internal sealed record EndLeases : BoardMessage;
