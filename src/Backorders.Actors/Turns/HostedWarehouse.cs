using Backorders.Domain;


namespace Backorders.Actors.Turns;

/// <summary>What a session knows of its warehouse: its state and where its answers are.</summary>
internal sealed record HostedWarehouse(Warehouse Warehouse, AnswerIndex Answers);
