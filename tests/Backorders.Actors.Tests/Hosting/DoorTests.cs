using System.Threading.Channels;
using Akka.Actor;
using Akka.Remote;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Domain.Ids;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// Who may speak to a node. Proves: with TLS a foreign actor system reaches no actor, be it without a certificate, with another authority's or
/// without TLS, while one of the
/// node's own authority does; beyond loopback no node starts without TLS unless that is allowed by name; what is in JSON form reaches nobody even
/// without TLS.
/// </summary>
public sealed class DoorTests : IDisposable
{
    private readonly TestAuthority own = new("Own authority");
    private readonly TestAuthority other = new("Another authority");

    public void Dispose()
    {
        own.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task ForeignSystem_WithoutAnOwnCertificate_ReachesNoActor()
    {
        await using NodeActors node = await TestNodes.StartAsync(WithTls("NODE"));
        ChannelReader<object> known = node.Record();
        await using ForeignSystem none = ForeignSystem.Tls(other.IssueInMemory("none"), showsIt: false);
        await using ForeignSystem others = ForeignSystem.Tls(other.IssueInMemory("others"), showsIt: true);
        await using ForeignSystem plain = ForeignSystem.Plaintext();

        none.Tell(node.Self.Address, "none");
        others.Tell(node.Self.Address, "others");
        plain.Tell(node.Self.Address.Replace("ssl.tcp", "tcp", StringComparison.Ordinal), "plain");
        await Task.WhenAll(none.RefusedAsync(), others.RefusedAsync(), plain.RefusedAsync());

        // What reaches the actor comes from the one that may. A first message is lost when the connection takes longer than Akka waits for it.
        await using ForeignSystem ours = ForeignSystem.Tls(own.IssueInMemory("ours"), showsIt: true);
        Assert.Equal("ours", await FirstAsync(known, () => ours.Tell(node.Self.Address, "ours")));
        while (known.TryRead(out object? more))
        {
            Assert.Equal("ours", more);
        }
    }

    [Fact]
    public async Task Nodes_OfOneAuthority_FormACluster_WithACertificateEach()
    {
        MemoryMeetingPlace place = new(TimeProvider.System);
        await using NodeActors first = await TestNodes.StartAsync(WithTls("FIRST", place));
        await using NodeActors second = await TestNodes.StartAsync(WithTls("SECOND", place));

        await second.WaitForMembersAsync(2);

        Assert.StartsWith("akka.ssl.tcp://", second.Self.Address, StringComparison.Ordinal);
        Assert.Equal((await first.AskAsync("W1")).Node, (await second.AskAsync("W1")).Node);
    }

    [Fact]
    public async Task Node_OfAnotherAuthority_JoinsNobody_AndNamesTheSetting()
    {
        MemoryMeetingPlace place = new(TimeProvider.System);
        await using NodeActors first = await TestNodes.StartAsync(WithTls("FIRST", place));
        NodeParts stranger = WithTls("STRANGER", place, other);
        stranger.Options.JoinSeconds = 2;

        ClusterStartException refused = await Assert.ThrowsAsync<ClusterStartException>(() => TestNodes.StartAsync(stranger));

        Assert.Contains("Cluster:Tls:Authority", refused.Message, StringComparison.Ordinal);
        Assert.Single(Akka.Cluster.Cluster.Get(first.System).State.Members);
    }

    [Fact]
    public async Task Peer_ThatBreaksAHandshakeOff_EndsNoNode()
    {
        await using NodeActors node = await TestNodes.StartAsync(WithTls("NODE"));
        await using TcpProxy broken = new(1);
        ActorSelection nobody = node.System.ActorSelection($"akka.ssl.tcp://backorders@127.0.0.1:{broken.Port}/user/nobody");
        Channel<object> errors = Channel.CreateUnbounded<object>();
        node.System.EventStream.Subscribe(node.System.ActorOf(Props.Create(() => new Recorder(errors.Writer))), typeof(AssociationErrorEvent));

        for (int times = 0; times < 2; times++)
        {
            await Poll.UntilAsync(
                () =>
                {
                    nobody.Tell("a text");
                    return Task.FromResult(errors.Reader.TryRead(out _) || node.Ended.IsCompleted);
                },
                "the connection fails");
        }

        Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason);
        Assert.Equal(node.Self.Address, (await node.AskAsync("W1")).Node);
    }

    [Fact]
    public async Task Json_ReachesNobody_AndWhatIsRegisteredDoes()
    {
        await using NodeActors node = await TestNodes.StartAsync(TestNodes.Alone("PLAIN"));
        ChannelReader<object> known = node.Record();
        await using ForeignSystem foreign = ForeignSystem.Plaintext();

        object first = await FirstAsync(known, () =>
        {
            foreign.Tell(node.Self.Address, new Uri("http://127.0.0.1/"));
            foreign.Tell(node.Self.Address, "a text");
        });

        Assert.Equal("a text", first);
    }

    [Fact]
    public async Task Message_OfTheLargestSize_CrossesNodes()
    {
        MemoryMeetingPlace place = new(TimeProvider.System);
        await using NodeActors first = await TestNodes.StartAsync(WithTls("FIRST", place));
        await using NodeActors second = await TestNodes.StartAsync(WithTls("SECOND", place));
        await second.WaitForMembersAsync(2);
        NodeActors asks = (await first.AskAsync("BULK")).Node == first.Self.Address ? second : first;

        int bytes = asks.Frames.MessageBytesMax;
        Counted counted = await asks.Region(TestNodes.Region).Ask<Counted>(
            new Bulk(new WarehouseId("BULK"), new byte[bytes]), TimeSpan.FromSeconds(30));

        Assert.Equal(bytes, counted.Total);
        Assert.NotEqual(asks.Self.Address, counted.Node);
    }

    [Theory]
    [InlineData("127.0.0.1", "", false, true)]
    [InlineData("localhost", "", false, true)]
    [InlineData("10.0.0.7", "", false, false)]
    [InlineData("node-1", "", false, false)]
    [InlineData("127.0.0.1", "0.0.0.0:4053", false, false)]
    [InlineData("10.0.0.7", "", true, true)]
    public void Start_BeyondLoopback_WantsTls_UnlessAllowedByName(string host, string bind, bool allowed, bool starts)
    {
        IReadOnlyList<string> wrong = new ClusterNodeOptions { Host = host, Bind = bind, AllowPlaintextRemoting = allowed }.Check();

        Assert.Equal(starts, wrong.Count == 0);
        Assert.All(wrong, w => Assert.Contains("Cluster:AllowPlaintextRemoting", w, StringComparison.Ordinal));
        Assert.Empty(new ClusterNodeOptions { Host = host, Bind = bind, Tls = own.Issue("checked") }.Check());
    }

    [Fact]
    public void Files_ThatAreMissing_AreNamed()
    {
        string wrong = string.Join(' ', new ClusterNodeOptions { Tls = new() { Certificate = "nowhere.pem", Key = own.RootFile } }.Check());

        Assert.Contains("Cluster:Tls:Certificate: there is no file 'nowhere.pem'", wrong, StringComparison.Ordinal);
        Assert.Contains("Cluster:Tls:Authority: is empty", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_ThatNobodyWouldAccept_IsRefusedAtTheStart()
    {
        TlsFiles others = other.Issue("others"), old = own.Issue("old", -10, -5), noKey = own.Issue("good");
        others.Authority = own.RootFile;
        noKey.Key = own.RootFile;

        Assert.Contains("Cluster:Tls:Certificate", Refused(others), StringComparison.Ordinal);
        Assert.Contains("is valid from", Refused(old), StringComparison.Ordinal);
        Assert.Contains("Cluster:Tls:Key", Refused(noKey), StringComparison.Ordinal);
        Assert.NotNull(NodeCertificate.Load(own.Issue("good"), TimeProvider.System));
    }

    /// <summary>Does something until a message comes.</summary>
    private static async Task<object> FirstAsync(ChannelReader<object> known, Action again)
    {
        object? first = null;
        await Poll.UntilAsync(
            () =>
            {
                again();
                return Task.FromResult(known.TryRead(out first));
            },
            "a message reaches the known actor");
        return first!;
    }

    private static string Refused(TlsFiles files) =>
        Assert.Throws<ClusterStartException>(() => NodeCertificate.Load(files, TimeProvider.System)).Message;

    private NodeParts WithTls(string id, MemoryMeetingPlace? place = null, TestAuthority? authority = null)
    {
        place ??= new(TimeProvider.System);
        ClusterNodeOptions options = TestNodes.Options(id);
        options.Tls = (authority ?? own).Issue(id);
        return TestNodes.With(place, new MemoryArbiter(place, TimeProvider.System), options);
    }
}
