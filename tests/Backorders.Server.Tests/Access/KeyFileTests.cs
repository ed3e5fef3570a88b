using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Testing;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests.Access;

/// <summary>The key file: what stands in it, and several processes that make and change it at once.</summary>
public sealed class KeyFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-keys-");
    private readonly ManualTimeProvider time = new();

    private string File => Path.Combine(folder.FullName, "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Keys_AreStoredUnderSaltsOfTheirOwn_AndFoundByTheirTextAlone()
    {
        string scanner = await ApiKeys.AddAsync(File, "dock-1", "ACME", Role.Scanner | Role.Station, ["MAIN"]);
        string staff = await ApiKeys.AddAsync(File, "staff", null, Role.FloorSupervisor, []);
        await Assert.ThrowsAsync<NodeStartException>(() => ApiKeys.AddAsync(File, "staff", null, Role.FloorSupervisor, []));

        IReadOnlyList<StoredKey> stored = KeyFile.Read(File);
        KeyRing ring = new(stored, time);
        Caller caller = ring.Find(scanner)!.Caller;
        Assert.Equal(("dock-1", Role.Scanner | Role.Station, "ACME", true), (caller.Id, caller.Roles, caller.Owner!.Value.Value, caller.IsBound));
        Assert.Null(ring.Find(staff)!.Caller.Owner);
        Assert.Null(ring.Find(scanner[..^1] + (scanner[^1] == 'A' ? 'B' : 'A')));
        string text = await System.IO.File.ReadAllTextAsync(File);
        Assert.DoesNotContain(scanner[(scanner.IndexOf('_') + 1)..], text, StringComparison.Ordinal);
        Assert.Equal(2, stored.Select(k => k.Salt).Distinct().Count());
        Assert.All(stored, k => Assert.Equal(32, k.Salt!.Length));
        Assert.DoesNotContain(stored, k => k.Sha256 == Convert.ToHexStringLower(KeyFile.Hash(scanner)));
    }

    [Fact]
    public void KeyOfBefore_WithoutASalt_IsGoodAsItWas()
    {
        const string old = "bko_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE";
        KeyFile.Write(File, [new StoredKey { Id = "old", Roles = [Role.Reader], Sha256 = Convert.ToHexStringLower(KeyFile.Hash(old)) }]);

        Assert.Equal("old", new KeyRing(KeyFile.Read(File), time).Find(old)!.Caller.Id);
        Assert.DoesNotContain("salt", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstKeys_OfNodesThatShareAFile_AreMadeOnce_AndGoodAtAll()
    {
        BackordersNode[] nodes = [.. Enumerable.Range(0, 3).Select(_ => BackordersNode.Create(Options()))];
        try
        {
            await Task.WhenAll(nodes.Select(n => n.StartAsync(CancellationToken.None)));

            BackordersNode first = Assert.Single(nodes, n => n.DevelopmentKey is not null);
            Assert.Equal(2, KeyFile.Read(File).Count);
            foreach (BackordersNode node in nodes)
            {
                using BackordersClient owner = BackordersClient.Connect(node.GrpcAddress.ToString(), first.DevelopmentKey!);
                await owner.Items.DefineItemsAsync(TestNode.Items());
                using BackordersClient operating = BackordersClient.Connect(node.GrpcAddress.ToString(), first.OperatorKey!);
                await operating.Operations.GetClusterAsync(new GetClusterRequest());
            }
        }
        finally
        {
            foreach (BackordersNode node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Changes_OfManyAtOnce_AreAllKept()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => ApiKeys.AddAsync(File, $"key-{i}", null, Role.Reader, []))));

        Assert.Equal(20, ApiKeys.List(File).Count);
    }

    [Fact]
    public async Task Lists_TellNothingSecret_AndRevokedKeysKeepTheirIds()
    {
        await ApiKeys.AddAsync(File, "a", "ACME", Role.Reader, ["MAIN"], time.GetUtcNow().AddDays(1));
        Assert.True(await ApiKeys.RevokeAsync(File, "a", time.GetUtcNow()));
        Assert.False(await ApiKeys.RevokeAsync(File, "a", time.GetUtcNow()));
        Assert.False(await ApiKeys.RevokeAsync(File, "b", time.GetUtcNow()));
        Assert.Null(await ApiKeys.RotateAsync(File, "a", time.GetUtcNow()));
        await Assert.ThrowsAsync<NodeStartException>(() => ApiKeys.AddAsync(File, "a", "ACME", Role.Reader, []));

        ApiKeyInfo key = Assert.Single(ApiKeys.List(File));
        Assert.Equal(
            ("a", "ACME", Role.Reader, "MAIN", time.GetUtcNow().AddDays(1), time.GetUtcNow(), true),
            (key.Id, key.Owner, key.Roles.Single(), key.Warehouses.Single(), key.ExpiresAt!.Value, key.RevokedAt!.Value, key.IsSalted));
    }

    private NodeOptions Options() => new()
    {
        DataDirectory = folder.FullName, Journal = JournalKind.Memory, KeyFile = File, Warehouses = [TestNode.Building(TestNode.Warehouse)],
        Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" }, Log = new LogOptions { Console = false },
    };
}
