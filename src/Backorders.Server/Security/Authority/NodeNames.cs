using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Backorders.Server.Security.Authority;

/// <summary>What a node is called by those who connect to it, and what its certificate is therefore for.</summary>
/// <param name="Told">The one that devices are told: the first of the settings; else the address that others reach, by which no name server is needed; else the machine's own.</param>
/// <param name="Hosts">Names, in ASCII.</param>
/// <param name="Addresses">IP addresses; none of them needs a scope.</param>
internal sealed record NodeNames(string Told, IReadOnlyCollection<string> Hosts, IReadOnlyCollection<IPAddress> Addresses)
{
    private const string ThisMachine = "localhost";

    /// <summary>How the machine is found on its own network without a name server. Source: RFC 6762, 3.</summary>
    private const string Multicast = ".local";

    /// <summary>The names of a node.</summary>
    /// <param name="listens">Where it listens; on all addresses it has all of the machine's.</param>
    /// <param name="named">Those of the settings.</param>
    /// <param name="machine">The machine's name.</param>
    /// <param name="addresses">The machine's addresses, those first by which others reach it.</param>
    public static NodeNames Of(IPAddress listens, IEnumerable<string> named, string machine, IEnumerable<IPAddress> addresses)
    {
        bool onAll = listens.Equals(IPAddress.Any) || listens.Equals(IPAddress.IPv6Any);
        string[] given = [.. named];
        List<string> hosts = [.. given.Where(n => !IPAddress.TryParse(n, out _)), ThisMachine];
        if (!IPAddress.IsLoopback(listens) && IsHost(machine))
        {
            hosts.AddRange(machine.Contains('.', StringComparison.Ordinal) ? [machine] : [machine, machine + Multicast]);
        }

        List<IPAddress> found = [.. given.Where(n => IPAddress.TryParse(n, out _)).Select(IPAddress.Parse), .. onAll ? addresses.Where(IsReachable) : [listens], IPAddress.Loopback];
        if (onAll || listens.AddressFamily == AddressFamily.InterNetworkV6)
        {
            found.Add(IPAddress.IPv6Loopback);
        }

        IPAddress? others = found.Find(a => !IPAddress.IsLoopback(a));
        string told = given.FirstOrDefault() ?? others?.ToString() ?? (onAll ? ThisMachine : listens.ToString());
        return new NodeNames(told, [.. hosts.Select(h => h.ToLowerInvariant()).Distinct(StringComparer.Ordinal)], [.. found.Distinct()]);
    }

    /// <summary>The machine's addresses now, those first by which others reach it: of a network with a way out, and IPv4, which people can type.</summary>
    public static IReadOnlyList<IPAddress> OfThisMachine()
    {
        try
        {
            return
            [
                .. from network in NetworkInterface.GetAllNetworkInterfaces()
                   where network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
                   let properties = network.GetIPProperties()
                   from unicast in properties.UnicastAddresses
                   orderby properties.GatewayAddresses.Count == 0, unicast.Address.AddressFamily != AddressFamily.InterNetwork
                   select unicast.Address,
            ];
        }
        catch (NetworkInformationException)
        {
            return []; // a machine that does not tell: what it is called by is then in the settings
        }
    }

    /// <summary>Whether a certificate for these names is good for the others too.</summary>
    public bool Cover(NodeNames others) => others.Hosts.All(Hosts.Contains) && others.Addresses.All(Addresses.Contains);

    /// <summary>An address that is only good with an interface's number behind it is none that a device could be told.</summary>
    private static bool IsReachable(IPAddress address) => !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !IsAutomatic(address);

    /// <summary>An address that a machine gives itself where nobody gives it one. Source: RFC 3927, 2.1.</summary>
    private static bool IsAutomatic(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..];

    private static bool IsHost(string name) => Uri.CheckHostName(name) == UriHostNameType.Dns && name.All(char.IsAscii) && !name.Contains('_', StringComparison.Ordinal);
}
