using System.Net;
using System.Text.RegularExpressions;
using Backorders.Actors.Hosting.Doors;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>
/// How a node takes its place in a cluster. Section <c>Cluster</c> of a node's options. With none of it set a node is a cluster of one on loopback.
/// </summary>
public sealed partial class ClusterNodeOptions
{
    /// <summary>The cluster's name: 1 to 63 letters, digits or dashes. A node of another cluster is refused. Default <c>backorders</c>.</summary>
    public string Name { get; set; } = "backorders";

    /// <summary>
    /// This node's name, kept over restarts and no other node's: 1 to 63 letters, digits, dots, dashes or underscores. Empty (the default) for the
    /// machine's name.
    /// </summary>
    public string NodeId { get; set; } = string.Empty;

    /// <summary>
    /// Where other nodes reach this one's actor system: a name or address. Default <c>127.0.0.1</c>, which does only when all nodes are on one
    /// machine.
    /// </summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port beside <see cref="Host"/>. Default 0: any free one, which does for nodes that meet through a database.</summary>
    public int Port { get; set; }

    /// <summary>
    /// Where this node listens for others, as <c>host:port</c>, when that is not where they reach it: behind an address translation, or
    /// <c>0.0.0.0:4053</c> in a container.
    /// Empty (the default) for <see cref="Host"/> and <see cref="Port"/>.
    /// </summary>
    public string Bind { get; set; } = string.Empty;

    /// <summary>Where clients and other nodes reach this node's gRPC: told to the others, and shown to operators. Default empty.</summary>
    public string Address { get; set; } = string.Empty;

    /// <summary>
    /// Nodes to join, as <c>host:port</c>, in place of those that are found in the database. Only the first one may begin a cluster: after a total
    /// stop it must start first.
    /// Default none.
    /// </summary>
    public IList<string> Seeds { get; set; } = [];

    /// <summary>How nodes find each other through the Kubernetes API, in place of the database or <see cref="Seeds"/>. Default not at all.</summary>
    public KubernetesOptions Kubernetes { get; set; } = new();

    /// <summary>
    /// This node's share of the shards relative to the other nodes' weights. Default 100; zero takes none while another node is there.
    /// </summary>
    public int Weight { get; set; } = 100;

    /// <summary>
    /// Seconds that this machine's clock may be off the database's. Default 10: decisions are stamped with this clock, and a shard that moves must
    /// not see time leap. Zero is
    /// not allowed.
    /// </summary>
    public int ClockSkewSecondsMax { get; set; } = 10;

    /// <summary>Seconds after which a node that no member took gives up and says why. Default 60. Zero is not allowed.</summary>
    public int JoinSeconds { get; set; } = 60;

    /// <summary>The files by which nodes know each other. Needed beyond loopback, unless <see cref="AllowPlaintextRemoting"/>.</summary>
    public TlsFiles Tls { get; set; } = new();

    /// <summary>
    /// Whether nodes beyond loopback may speak without TLS. Default false: a message between nodes carries its caller's rights, so whoever reaches
    /// the port could do anything.
    /// </summary>
    public bool AllowPlaintextRemoting { get; set; }

    /// <summary>The largest message between nodes in bytes: as large as the API accepts (<c>Limits:MessageBytesMax</c>). Default 4 MiB.</summary>
    public int MessageBytesMax { get; set; } = 4 * 1024 * 1024;

    internal string NodeName => NodeId.Length > 0 ? NodeId : Environment.MachineName;

    internal FrameLimit Frames => new(MessageBytesMax);

    /// <summary>Everything that is wrong with these options, each by the setting's name; empty when they can be used.</summary>
    public IReadOnlyList<string> Check()
    {
        List<string> wrong = [];
        if (!ClusterName().IsMatch(Name))
        {
            wrong.Add($"Cluster:Name: '{Name}' is no name; use 1 to 63 letters, digits or dashes, beginning with a letter or digit.");
        }

        if (NodeName.Length > 63 || !NodeName.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            wrong.Add($"Cluster:NodeId: '{NodeName}' is no name; use 1 to 63 letters, digits, dots, dashes or underscores.");
        }

        CheckAddresses(wrong);
        Kubernetes.Check(this, wrong);
        AtLeast(Weight, 0, nameof(Weight));
        AtLeast(ClockSkewSecondsMax, 1, nameof(ClockSkewSecondsMax));
        AtLeast(JoinSeconds, 1, nameof(JoinSeconds));
        AtLeast(MessageBytesMax, 1024, nameof(MessageBytesMax));
        Tls.Check(wrong);
        if (!Tls.IsSet && !AllowPlaintextRemoting && !(IsLoopback(Host) && IsLoopback(BindHost)))
        {
            wrong.Add(
                $"Cluster:Tls:Certificate: nodes beyond loopback ({(IsLoopback(Host) ? BindHost : Host)}) speak only by TLS under an authority of "
                + "their own. Set certificate, key and authority, or allow it without by Cluster:AllowPlaintextRemoting.");
        }

        return wrong;

        void AtLeast(int value, int least, string name)
        {
            if (value < least)
            {
                wrong.Add($"Cluster:{name}: {value} is less than {least}.");
            }
        }
    }

    internal string BindHost => TrySplit(Bind, out string host, out _) ? host : Host;

    internal int BindPort => TrySplit(Bind, out _, out int port) ? port : Port;

    /// <summary>The seeds as Akka's addresses.</summary>
    internal IReadOnlyList<string> SeedAddresses => [.. Seeds.Select(AddressAt)];

    /// <summary>The address, as Akka writes it, of a node's actor system at <c>host:port</c>.</summary>
    internal string AddressAt(string place) => $"akka.{(Tls.IsSet ? "ssl.tcp" : "tcp")}://{Name}@{place}";

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    private static bool TrySplit(string text, out string host, out int port)
    {
        int colon = text.LastIndexOf(':');
        host = colon > 0 ? text[..colon] : string.Empty;
        port = 0;
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), out port) && port is >= 0 and <= 65_535;
    }

    private void CheckAddresses(List<string> wrong)
    {
        bool isAny = IPAddress.TryParse(Host, out IPAddress? ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        if (isAny || Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            wrong.Add($"Cluster:Host: '{Host}' is no address that others can reach; name one, and where to listen in Cluster:Bind.");
        }

        if (Port is < 0 or > 65_535)
        {
            wrong.Add($"Cluster:Port: {Port} is not from 0 to 65535.");
        }

        if (Bind.Length > 0 && !TrySplit(Bind, out _, out _))
        {
            wrong.Add($"Cluster:Bind: '{Bind}' is not host:port.");
        }

        wrong.AddRange(Seeds.Where(s => !(TrySplit(s, out _, out int port) && port > 0)).Select(s => $"Cluster:Seeds: '{s}' is not host:port."));
        if (Seeds.Count > 0 && Port == 0)
        {
            wrong.Add("Cluster:Port: a list of Cluster:Seeds needs a fixed port on every node.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,62}$")]
    private static partial Regex ClusterName();
}
