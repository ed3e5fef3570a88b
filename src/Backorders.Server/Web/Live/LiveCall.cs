using Backorders.Server.Edge;

namespace Backorders.Server.Web.Live;

/// <summary>A call whose answers a browser hears over its one stream.</summary>
/// <param name="Name">What its events are named by.</param>
/// <param name="Call">Which one.</param>
/// <param name="Json">Its message.</param>
internal sealed record LiveCall(string Name, CallInfo Call, byte[] Json);
