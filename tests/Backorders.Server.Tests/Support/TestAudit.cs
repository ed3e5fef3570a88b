using Backorders.Server.Audit;
using Backorders.Server.Audit.Stores;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Server.Tests;

/// <summary>An audit in memory, for parts that are tested without a node.</summary>
internal static class TestAudit
{
    public static AuditLog Log() => new(NullLoggerFactory.Instance, Trail(SqliteAuditStore.InMemory(), TimeProvider.System));

    public static AuditTrail Trail(IAuditStore store, TimeProvider time, AuditOptions? options = null) => new(
        store, new NodeSelf(new ClusterSettings { NodeId = "n1" }), new NodeClock(time, TimeProvider.System), options ?? new AuditOptions(), new AuditInstruments(),
        NullLogger<AuditTrail>.Instance);
}
