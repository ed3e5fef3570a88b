using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Server.Options;

/// <summary>How a node takes its place among others; only used with <see cref="JournalKind.Postgres"/>.</summary>
public sealed class ClusterSettings
{
    /// <summary>The cluster's name, which its schema was made for: a node of another cluster is refused. Default <c>backorders</c>.</summary>
    public string Name { get; set; } = "backorders";

    /// <summary>This node's name, kept over restarts and no other node's: 1 to 63 letters, digits, dots, dashes or underscores. Empty (the default) for the machine's name.</summary>
    public string NodeId { get; set; } = string.Empty;

    /// <summary>
    /// Where clients reach this node's gRPC, such as <c>http://10.0.0.7:5081</c>: told to those that go straight to a warehouse's node. Empty (the default) for the address it listens on, which does
    /// only when all nodes are on one machine; must be set when it listens on all addresses.
    /// </summary>
    public string Address { get; set; } = string.Empty;

    /// <summary>This node's share of the shards relative to the other nodes' weights. Default 100; zero takes none while another node is there, and passes calls on.</summary>
    public int Weight { get; set; } = 100;

    /// <summary>
    /// Seconds that this machine's clock may be off the database's. Default 10: decisions are stamped with this clock, and a shard that moves must not see time
    /// leap. Zero is not allowed.
    /// </summary>
    public int ClockSkewSecondsMax { get; set; } = 10;

    /// <summary>Milliseconds that a call waits here for a shard that is on its way from one node to another, before it is refused as not ready. Default 3,000; zero refuses at once.</summary>
    public int RouteWaitMilliseconds { get; set; } = 3_000;

    /// <summary>Where other nodes reach this one's actor system: a name or address. Default <c>127.0.0.1</c>, which does only when all nodes are on one machine.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port beside <see cref="Host"/>. Default 0: any free one, which does for nodes that meet through their database.</summary>
    public int Port { get; set; }

    /// <summary>
    /// Where this node listens for others, as <c>host:port</c>, when that is not where they reach it: behind an address translation, or <c>0.0.0.0:4053</c> in a
    /// container. Empty (the default) for <see cref="Host"/> and <see cref="Port"/>.
    /// </summary>
    public string Bind { get; set; } = string.Empty;

    /// <summary>
    /// Nodes to join, as <c>host:port</c>, in place of those that are found in the database. Only the first one may begin a cluster: after a total stop it must start
    /// first. Default none.
    /// </summary>
    public IList<string> Seeds { get; set; } = [];

    /// <summary>How nodes find each other through the Kubernetes API, in place of the database or <see cref="Seeds"/>. Default not at all.</summary>
    public KubernetesOptions Kubernetes { get; set; } = new();

    /// <summary>Seconds after which a node that no member took gives up and says why. Default 60. Zero is not allowed.</summary>
    public int JoinSeconds { get; set; } = 60;

    /// <summary>The files by which nodes know each other. Needed beyond loopback, unless <see cref="AllowPlaintextRemoting"/>.</summary>
    public TlsFiles Tls { get; set; } = new();

    /// <summary>
    /// Whether nodes beyond loopback may speak without TLS. Default false: a message between nodes carries its caller's rights, so whoever reaches the port could do
    /// anything.
    /// </summary>
    public bool AllowPlaintextRemoting { get; set; }

    internal string NodeName => NodeId.Length > 0 ? NodeId : Environment.MachineName;

    /// <summary>The same for the actor system.</summary>
    /// <param name="address">Where this node's gRPC is reached.</param>
    /// <param name="messageBytesMax">The largest message that the API accepts.</param>
    internal ClusterNodeOptions ToNode(string address, int messageBytesMax) => new()
    {
        Name = Name, NodeId = NodeName, Host = Host, Port = Port, Bind = Bind, Address = address, Seeds = Seeds, Kubernetes = Kubernetes, Weight = Weight,
        ClockSkewSecondsMax = ClockSkewSecondsMax, JoinSeconds = JoinSeconds, Tls = Tls, AllowPlaintextRemoting = AllowPlaintextRemoting, MessageBytesMax = messageBytesMax,
    };

    internal void Check(List<string> wrong)
    {
        if (NodeName.Length > 63 || !NodeName.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            wrong.Add($"Cluster:NodeId: '{NodeName}' is no name; use 1 to 63 letters, digits, dots, dashes or underscores.");
        }

        if (Name.Length is 0 or > 63)
        {
            wrong.Add("Cluster:Name: use 1 to 63 characters.");
        }

        if (Address.Length > 0 && !(Uri.TryCreate(Address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
        {
            wrong.Add($"Cluster:Address: '{Address}' does not start with http:// or https://.");
        }

        if (Weight < 0)
        {
            wrong.Add($"Cluster:Weight: {Weight} is less than 0.");
        }

        if (ClockSkewSecondsMax < 1)
        {
            wrong.Add($"Cluster:ClockSkewSecondsMax: {ClockSkewSecondsMax} is less than 1.");
        }

        if (RouteWaitMilliseconds < 0)
        {
            wrong.Add($"Cluster:RouteWaitMilliseconds: {RouteWaitMilliseconds} is less than 0.");
        }
    }
}
