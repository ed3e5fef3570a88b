using System.Security.Cryptography;
using System.Text.Json;
using Backorders.Cli.Hosting;
using Backorders.Server.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Backorders.Cli.Tests;

/// <summary>A command that shows an issuer's token in the place of a key.</summary>
public sealed class TokenFileTests : IAsyncLifetime, IDisposable
{
    private readonly Folder folder = new();
    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "key-1" };
    private TestNode node = null!;

    private string Token => Path.Combine(folder.Path, "token");

    public async Task InitializeAsync()
    {
        JsonWebKey told = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(includePrivateParameters: false)) { KeyId = key.KeyId });
        string keys = Path.Combine(folder.Path, "jwks.json");
        await File.WriteAllTextAsync(keys, JsonSerializer.Serialize(new { keys = new[] { new { kty = told.Kty, use = "sig", kid = told.KeyId, n = told.N, e = told.E } } }));
        NodeOptions options = TestNode.Options(DefaultBuilding.Named("MAIN"));
        options.Tokens.Add(new TokenIssuerOptions { Name = "login", KeysFile = keys, Issuer = "https://login.example", Audience = "backorders" });
        node = await TestNode.StartAsync(options);
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    public void Dispose()
    {
        key.Rsa.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task TokenFile_IsReadForTheCall_AndSaysWho()
    {
        await File.WriteAllTextAsync(Token, Make("backorders") + "\n");
        CliRun run = await RunAsync("explain", "A-1", "1", "--token-file", Token);
        Assert.Contains("ACME has no order A-1", run.Error, StringComparison.Ordinal); // the owner is the token's

        await File.WriteAllTextAsync(Token, Make("another"));
        run = await RunAsync("explain", "A-1", "1", "--token-file", Token);
        Assert.NotEqual(0, run.Code);
        Assert.Contains("TOKEN_AUDIENCE", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenOfTheEnvironment_IsTakenToo()
    {
        CliRun run = await CliRun.OfAsync(
            ["explain", "A-1", "1"], string.Empty, new Dictionary<string, string> { ["BACKORDERS_SERVER"] = node.Node.GrpcAddress.ToString(), ["BACKORDERS_TOKEN"] = Make("another") });
        Assert.Contains("TOKEN_AUDIENCE", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenFileThatIsNotThere_IsToldByItsName()
    {
        CliRun run = await RunAsync("explain", "A-1", "1", "--token-file", Token);
        Assert.Equal(2, run.Code);
        Assert.Contains($"--token-file: there is no file '{Token}'.", run.Error, StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] args) =>
        CliRun.OfAsync(args, string.Empty, new Dictionary<string, string> { ["BACKORDERS_SERVER"] = node.Node.GrpcAddress.ToString() });

    private string Make(string audience) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "https://login.example", Audience = audience, Expires = DateTime.UtcNow.AddMinutes(5), NotBefore = DateTime.UtcNow.AddMinutes(-1),
        SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        Claims = new Dictionary<string, object> { ["sub"] = "alice", ["owner"] = "ACME", ["roles"] = new[] { "Reader" } },
    });
}
