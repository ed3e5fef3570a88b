using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Server.Options;
using Microsoft.AspNetCore.Builder;

namespace Backorders.Server;

/// <summary>What a node is put together from.</summary>
/// <param name="App">The web host.</param>
/// <param name="Options">What the host asked for.</param>
/// <param name="Store">Where turns are kept.</param>
/// <param name="Warehouses">What decides.</param>
/// <param name="DevelopmentKey">The key that was made because there was no key file.</param>
/// <param name="KeyFileToMake">Where its hash is to be kept; null when nowhere.</param>
internal sealed record NodeParts(WebApplication App, NodeOptions Options, ITurnStore Store, IWarehouseHost Warehouses, string? DevelopmentKey, string? KeyFileToMake);
