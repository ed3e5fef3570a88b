using Backorders.Engine;
using Backorders.Journal;
using Microsoft.AspNetCore.Builder;

namespace Backorders.Server;

/// <summary>What a node is put together from.</summary>
internal sealed record NodeParts(WebApplication App, NodeOptions Options, IJournal Journal, BackordersEngine Engine, string? DevelopmentKey);
