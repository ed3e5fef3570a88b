using Backorders.Server.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Security;

/// <summary>Keys, and the log of what was refused for them.</summary>
internal static class KeySetup
{
    public static IServiceCollection AddKeys(this IServiceCollection services, NodeKeys keys, NodeClock clock) =>
        services.AddSingleton(keys).AddSingleton(new KeyRing(keys.Keys, clock.Keys)).AddSingleton<AuditLog>().AddSingleton<KeyKeeper>().AddSingleton<SessionCookie>();
}
