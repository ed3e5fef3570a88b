using System.Net;
using System.Net.Sockets;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>
/// How a node finds the pods of its cluster through the Kubernetes API, in place of the rows in the database. Section <c>Cluster:Kubernetes</c>; without a
/// <see cref="PodLabelSelector"/> the API is never asked.
/// </summary>
public sealed class KubernetesOptions
{
    /// <summary>
    /// Which pods are nodes of this cluster and no other, such as <c>app.kubernetes.io/name=backorders,app.kubernetes.io/component=node</c>: the API's label
    /// selector. Empty (the default): nodes meet by their rows in the database.
    /// </summary>
    public string PodLabelSelector { get; set; } = string.Empty;

    /// <summary>
    /// The name, in the pod's list of ports, of the one at which a node's actor system is reached (<c>Cluster:Port</c>). Default <c>nodes</c>, as in the manifests.
    /// </summary>
    public string PortName { get; set; } = "nodes";

    /// <summary>The namespace of the pods. Empty (the default) for the node's own, which Kubernetes writes into <see cref="AccountFolder"/>.</summary>
    public string Namespace { get; set; } = string.Empty;

    /// <summary>
    /// The folder of the service account's files: <c>token</c>, <c>ca.crt</c> and <c>namespace</c>, read anew at each question, for tokens are renewed. Default
    /// <c>/var/run/secrets/kubernetes.io/serviceaccount</c>, where Kubernetes mounts them.
    /// </summary>
    public string AccountFolder { get; set; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>
    /// The API's address, with <c>https://</c>: the token is sent there. Empty (the default) for the one in <c>KUBERNETES_SERVICE_HOST</c> and
    /// <c>KUBERNETES_SERVICE_PORT</c>, which Kubernetes sets in each container.
    /// </summary>
    public string Server { get; set; } = string.Empty;

    /// <summary>Whether nodes are found through the API.</summary>
    public bool IsSet => PodLabelSelector.Length > 0;

    internal string Api => Server.Length > 0 ? Server.TrimEnd('/') : ApiOfTheEnvironment();

    internal string TokenFile => Path.Combine(AccountFolder, "token");

    internal string AuthorityFile => Path.Combine(AccountFolder, "ca.crt");

    internal string NamespaceFile => Path.Combine(AccountFolder, "namespace");

    internal void Check(ClusterNodeOptions cluster, List<string> wrong)
    {
        if (!IsSet)
        {
            if (Namespace.Length > 0 || Server.Length > 0)
            {
                wrong.Add("Cluster:Kubernetes:PodLabelSelector: is empty, so the Kubernetes API is not asked; say which pods are nodes.");
            }

            return;
        }

        if (cluster.Seeds.Count > 0)
        {
            wrong.Add("Cluster:Kubernetes: not together with Cluster:Seeds; leave one of them out.");
        }

        if (cluster.Port == 0)
        {
            wrong.Add("Cluster:Port: nodes that are found by Cluster:Kubernetes need a fixed port, the one that their pods name.");
        }

        bool hasApi = Uri.TryCreate(Api, UriKind.Absolute, out Uri? api) && api.Scheme == Uri.UriSchemeHttps;
        if (!hasApi)
        {
            wrong.Add($"Cluster:Kubernetes:Server: '{Api}' does not start with https://. Empty, it is known in a container that Kubernetes started, and there alone.");
        }

        // On loopback there are no pods but those of an API on loopback.
        bool isIp = IPAddress.TryParse(cluster.Host, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetwork;
        if (!isIp || (IPAddress.IsLoopback(ip!) && hasApi && !api!.IsLoopback))
        {
            wrong.Add($"Cluster:Host: '{cluster.Host}' is not the pod's IPv4 address (status.podIP), by which Cluster:Kubernetes finds a node.");
        }

        if (PortName.Length == 0)
        {
            wrong.Add("Cluster:Kubernetes:PortName: is empty; name the pods' port for nodes.");
        }

        if (!Namespace.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            wrong.Add($"Cluster:Kubernetes:Namespace: '{Namespace}' is no namespace; use letters, digits and dashes.");
        }

        string[] files = Namespace.Length > 0 ? [TokenFile, AuthorityFile] : [TokenFile, AuthorityFile, NamespaceFile];
        wrong.AddRange(files.Where(f => !File.Exists(f)).Select(f =>
            $"Cluster:Kubernetes:AccountFolder: there is no file '{f}'. Does the pod mount its service account's token (automountServiceAccountToken)?"));
    }

    private static string ApiOfTheEnvironment()
    {
        string host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") ?? string.Empty;
        string port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") ?? string.Empty;
        return host.Length == 0 || port.Length == 0 ? string.Empty : $"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";
    }
}
