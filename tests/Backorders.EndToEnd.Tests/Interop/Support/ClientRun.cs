using Backorders.Server.Tests.Edge;

namespace Backorders.EndToEnd.Tests.Interop.Support;

/// <summary>One run of a foreign client against our server, shared by the tests that ask for its checks.</summary>
public abstract class ClientRun : IAsyncLifetime
{
    private IReadOnlyDictionary<string, string?> _checks = new Dictionary<string, string?>();

    /// <summary>The names that ran.</summary>
    public IEnumerable<string> Names => _checks.Keys;

    internal abstract string Peer { get; }

    internal abstract string Script { get; }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (Peers.Missing(Peer) is not null && !Peers.IsRequired)
        {
            return;
        }

        await using var host = await InteropEcho.StartAsync();
        _checks = await PeerProcess.RunChecksAsync(Peer, Script, Arguments(host));
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Fails with the client's own reason.</summary>
    public void AssertOk(string name)
    {
        Assert.True(_checks.TryGetValue(name, out var why), $"The client has no check '{name}'.");
        Assert.True(why is null, why);
    }

    internal abstract string[] Arguments(EchoHost host);
}
