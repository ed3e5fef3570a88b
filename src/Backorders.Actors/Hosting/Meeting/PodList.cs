using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>
/// Asks the Kubernetes API which pods are nodes: one GET, for a node that is about to join. Akka.Discovery.KubernetesApi 1.5.73 is no help: it was built for
/// KubernetesClient 17 and fails at its first question with later ones (a constructor that it calls is gone), and that client alone is 12 MB of code.
/// </summary>
/// <param name="options">Checked settings.</param>
internal sealed class PodList(ClusterNodeOptions options)
{
    /// <summary>An API that takes longer is asked again. Shorter than any sensible <c>Cluster:JoinSeconds</c>.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(3);

    private readonly KubernetesOptions of = options.Kubernetes;

    /// <summary>The addresses of the actor systems of all running pods, that of the one who asks among them. Pods that are about to end are left out.</summary>
    /// <param name="self">The address of the one who asks: when it is not found, the others would not find it either.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="MeetingUnavailableException">The API gave no such answer; the message names the setting, or the right that is missing.</exception>
    public async Task<IReadOnlySet<string>> ReadAsync(string self, CancellationToken cancellation)
    {
        try
        {
            string space = of.Namespace.Length > 0 ? of.Namespace : (await File.ReadAllTextAsync(of.NamespaceFile, cancellation).ConfigureAwait(false)).Trim();
            using HttpClient client = await ConnectAsync(cancellation).ConfigureAwait(false);
            using HttpResponseMessage answer = await client.GetAsync(
                new Uri($"{of.Api}/api/v1/namespaces/{Uri.EscapeDataString(space)}/pods?labelSelector={Uri.EscapeDataString(of.PodLabelSelector)}"),
                cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw new MeetingUnavailableException(Explain(answer.StatusCode, space));
            }

            Answer? pods = await answer.Content.ReadFromJsonAsync<Answer>(JsonSerializerOptions.Web, cancellation).ConfigureAwait(false);
            HashSet<string> found = [.. (pods?.Items ?? []).SelectMany(Addresses)];
            return found.Contains(self) ? found : throw new MeetingUnavailableException(
                $"Cluster:Kubernetes:PodLabelSelector: of the pods in namespace '{space}' with '{of.PodLabelSelector}', {found.Count} run and have a port "
                + $"'{of.PortName}', and none is this node ({self}). Is Cluster:Host its status.podIP, and Cluster:Port the port of that name?");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or CryptographicException or JsonException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new MeetingUnavailableException(Explain(e), e);
        }
    }

    /// <summary>A connection for one question: it is asked once a second at most, and files may have changed.</summary>
    private async Task<HttpClient> ConnectAsync(CancellationToken cancellation)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(of.AuthorityFile);
        string token = (await File.ReadAllTextAsync(of.TokenFile, cancellation).ConfigureAwait(false)).Trim();
        return new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, SslOptions = { CertificateChainPolicy = policy } })
        {
            Timeout = patience,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    private IEnumerable<string> Addresses(Pod pod) => pod is { Metadata.DeletionTimestamp: null, Status: { Phase: "Running", PodIP: { Length: > 0 } ip } }
        ? from container in pod.Spec?.Containers ?? []
          from port in container.Ports ?? []
          where port.Name == of.PortName
          select options.AddressAt($"{ip}:{port.ContainerPort}")
        : [];

    private string Explain(HttpStatusCode status, string space) => status switch
    {
        HttpStatusCode.Forbidden => $"Cluster:Kubernetes:Namespace: this pod's service account may not list the pods of namespace '{space}' (403). "
            + "Give it a Role with the verb 'list' on 'pods' there, by a RoleBinding.",
        HttpStatusCode.Unauthorized => $"Cluster:Kubernetes:AccountFolder: the API at {of.Api} does not accept the token in '{of.TokenFile}' (401).",
        HttpStatusCode.BadRequest => $"Cluster:Kubernetes:PodLabelSelector: the API at {of.Api} does not understand '{of.PodLabelSelector}' (400).",
        _ => $"Cluster:Kubernetes:Server: the API at {of.Api} answered {(int)status}.",
    };

    private string Explain(Exception e) => e switch
    {
        OperationCanceledException => $"Cluster:Kubernetes:Server: the API at {of.Api} did not answer within {patience.TotalSeconds:0} s.",
        JsonException => $"Cluster:Kubernetes:Server: what answers at {of.Api} is not the Kubernetes API: its list of pods cannot be read.",
        HttpRequestException => $"Cluster:Kubernetes:Server: the API at {of.Api} cannot be reached: {e.GetBaseException().Message}",
        _ => $"Cluster:Kubernetes:AccountFolder: a file in '{of.AccountFolder}' cannot be used: {e.Message}",
    };

    private sealed record Answer(IReadOnlyList<Pod>? Items);

    private sealed record Pod(Metadata? Metadata, Spec? Spec, Status? Status);

    private sealed record Metadata(string? DeletionTimestamp);

    private sealed record Spec(IReadOnlyList<Container>? Containers);

    private sealed record Container(IReadOnlyList<Port>? Ports);

    private sealed record Port(string? Name, int ContainerPort);

    private sealed record Status(string? Phase, string? PodIP);
}
