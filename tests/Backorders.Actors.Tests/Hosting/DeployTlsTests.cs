using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// The certificates that <c>deploy/tls</c> makes. Proves: nodes that have them form a cluster; a renewed one is still a node's; one of another folder's authority is not, and
/// no script replaces an authority.
/// </summary>
public sealed class DeployTlsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("backorders-deploy-tls-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [OpensslFact]
    public async Task Nodes_WithCertificatesOfTheScripts_FormACluster()
    {
        Assert.Equal(0, Run("make-authority.sh", In("own")));
        MemoryMeetingPlace place = new(TimeProvider.System);
        await using NodeActors first = await TestNodes.StartAsync(Node("node-1", place));
        await using NodeActors second = await TestNodes.StartAsync(Node("node-2", place));

        await second.WaitForMembersAsync(2);

        Assert.StartsWith("akka.ssl.tcp://", second.Self.Address, StringComparison.Ordinal);
    }

    [OpensslFact]
    public void Certificate_ThatIsRenewed_IsANodes_AndOneOfAnotherAuthorityIsNot()
    {
        Assert.Equal(0, Run("make-authority.sh", In("own")));
        Assert.Equal(0, Run("make-authority.sh", In("other"), "Another"));
        NodeCertificate node = NodeCertificate.Load(Issue("own", "node-1"), TimeProvider.System);

        NodeCertificate renewed = NodeCertificate.Load(Issue("own", "node-1"), TimeProvider.System);
        NodeCertificate stranger = NodeCertificate.Load(Issue("other", "node-1"), TimeProvider.System);

        Assert.NotEqual(node.Own.Thumbprint, renewed.Own.Thumbprint);
        Assert.True(node.ValidUntil > TimeProvider.System.GetUtcNow().AddDays(390));
        Assert.True(Accepts(node, renewed.Own));
        Assert.False(Accepts(node, stranger.Own));
        Assert.Throws<ClusterStartException>(() => NodeCertificate.Load(
            new TlsFiles { Certificate = In("other/node-1.pem"), Key = In("other/node-1.key"), Authority = In("own/authority.pem") }, TimeProvider.System));
    }

    [OpensslFact]
    public void Authority_IsNeverReplaced_AndItsKeyIsItsOwners()
    {
        Assert.Equal(0, Run("make-authority.sh", In("own")));
        string before = File.ReadAllText(In("own/authority.key"));

        Assert.NotEqual(0, Run("make-authority.sh", In("own")));
        Assert.NotEqual(0, Run("make-node.sh", In("own"), "authority"));

        Assert.Equal(before, File.ReadAllText(In("own/authority.key")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(In("own/authority.key")));
        }
    }

    private static bool Accepts(NodeCertificate node, X509Certificate2 peer) => node.Accepts(peer, null, "peer", SslPolicyErrors.None, NoLogger.Instance);

    private NodeParts Node(string name, MemoryMeetingPlace place)
    {
        ClusterNodeOptions options = TestNodes.Options(name);
        options.Tls = Issue("own", name);
        return TestNodes.With(place, new MemoryArbiter(place, TimeProvider.System), options);
    }

    private TlsFiles Issue(string authority, string node)
    {
        Assert.Equal(0, Run("make-node.sh", In(authority), node, "127.0.0.1", "localhost"));
        return new() { Certificate = In($"{authority}/{node}.pem"), Key = In($"{authority}/{node}.key"), Authority = In($"{authority}/authority.pem") };
    }

    private string In(string path) => Path.Combine(folder, path);

    private static int Run(string script, params string[] arguments)
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Backorders.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not within the project.");
        }

        using Process process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(root, "deploy", "tls", script), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
