namespace Backorders.Actors.Tests.Hosting;

/// <summary>A pod of <see cref="FakeKubernetes"/>: a node, and a second container that has ports of its own.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ip">Its address; null before it has one.</param>
/// <param name="Port">The container's port <c>nodes</c>.</param>
internal sealed record FakePod(string Name, string? Ip, int Port)
{
    public string Labels { get; init; } = FakeKubernetes.Selector;

    public string Phase { get; init; } = "Running";

    public bool IsEnding { get; init; }

    public string PortName { get; init; } = "nodes";

    public Dictionary<string, object?> ToJson() => new()
    {
        ["metadata"] = IsEnding
            ? new { name = Name, @namespace = FakeKubernetes.Namespace, deletionTimestamp = "2026-03-01T08:00:00Z", deletionGracePeriodSeconds = 120 }
            : new { name = Name, @namespace = FakeKubernetes.Namespace, uid = Name },
        ["spec"] = new
        {
            containers = new object[]
            {
                new { name = "proxy", image = "proxy", ports = new[] { new { name = "nodes-proxied", containerPort = 15_001, protocol = "TCP" } } },
                new { name = "idle", image = "idle" },
                new { name = "node", image = "backorders", ports = new object[] { new { containerPort = 5080 }, new { name = PortName, containerPort = Port, protocol = "TCP" } } },
            },
            nodeName = "machine-1",
        },
        ["status"] = new { phase = Phase, hostIP = "192.0.2.7", podIP = Ip, podIPs = Ip is null ? [] : new[] { new { ip = Ip } }, qosClass = "Burstable" },
    };
}
