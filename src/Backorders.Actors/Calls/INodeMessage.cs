namespace Backorders.Actors.Calls;

/// <summary>What <see cref="CallSerializer"/> takes from node to node.</summary>
internal interface INodeMessage;
