using System.Text.Json;
using Backorders.Cli.Terminal;
using Backorders.Testing.Postgres;

namespace Backorders.Cli.Tests;

/// <summary>Keys as an operator manages them, beside a node that follows the file.</summary>
public sealed class KeysCommandTests
{
    [Fact]
    public async Task Keys_AddedRotatedAndRevoked_CountAtANodeThatRuns()
    {
        using Folder folder = new();
        await using TestNode node = await TestNode.StartAsync(folder.Path);

        string key = Told(await CliRun.OfAsync(["keys", "add", "reports", "--role", "Reader", "--owner", "DEMO", "--expires", "90d", "--data", folder.Path]));
        await UntilAsync(node, key, ExitCodes.Done);
        string rotated = Told(await CliRun.OfAsync(["keys", "rotate", "reports", "--overlap", "0", "--data", folder.Path]));
        await UntilAsync(node, key, ExitCodes.Failed);
        await UntilAsync(node, rotated, ExitCodes.Done);
        CliRun list = await CliRun.OfAsync(["keys", "list", "--data", folder.Path]);
        Assert.Contains("development-operator: Operator, all owners", list.Out, StringComparison.Ordinal);
        Assert.Matches("reports: Reader, owner DEMO, until 20", list.Out);
        Assert.DoesNotContain(rotated, list.Out, StringComparison.Ordinal);
        Assert.Equal("reports is revoked.", (await CliRun.OfAsync(["keys", "revoke", "reports", "--data", folder.Path])).Out.Trim());
        await UntilAsync(node, rotated, ExitCodes.Failed);
        CliRun json = await CliRun.OfAsync(["keys", "list", "--json", "--data", folder.Path]);
        JsonElement last = JsonDocument.Parse(json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
        Assert.Equal(("reports", "Reader"), (last.GetProperty("id").GetString(), last.GetProperty("roles").GetString()));
        Assert.NotNull(last.GetProperty("revoked_at").GetString());
    }

    [Theory]
    [InlineData(ExitCodes.WrongUsage, "--role: 'Supervisor' is none; there are Scanner", "add", "a", "--role", "Supervisor")]
    [InlineData(ExitCodes.WrongUsage, "--expires: 'soon' is neither", "add", "a", "--role", "Reader", "--expires", "soon")]
    [InlineData(ExitCodes.CannotStart, "Key 'a' is bound to owner ACME and has the role Operator", "add", "a", "--role", "Operator", "--owner", "ACME")]
    [InlineData(ExitCodes.CannotStart, "'0000-0000-0001' is no device's code", "add", "a", "--device", "0000-0000-0001", "--role", "Station")]
    [InlineData(ExitCodes.CannotStart, "Device 'a' may have the roles Scanner, Station, Reader alone", "add", "a", "--device", "0000-0000-0000", "--role", "Operator")]
    [InlineData(ExitCodes.WrongUsage, "--station: is for a device", "add", "a", "--station", "P7", "--role", "Station")]
    [InlineData(ExitCodes.WrongUsage, "an entry lets in one of them", "add", "a", "--device", "0000-0000-0000", "--certificate", "name:a.example", "--role", "Station")]
    [InlineData(ExitCodes.CannotStart, "Key 'a' is bound to owner ACME and has the role PrintAgent", "add", "a", "--role", "PrintAgent", "--owner", "ACME")]
    [InlineData(ExitCodes.Failed, "no key 'a' that is not revoked", "revoke", "a")]
    [InlineData(ExitCodes.Failed, "no key 'a' that is not revoked", "rotate", "a")]
    public async Task Keys_ThatMakeNoSense_AreTold(int code, string said, params string[] args)
    {
        using Folder folder = new();
        string file = folder.Write("keys.json", "[]");

        CliRun run = await CliRun.OfAsync(["keys", .. args, "--file", file]);

        Assert.True(run.Code == code, $"{run.Code}: {run.Error}");
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.Equal("[]", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Device_AddedByItsCode_IsListed_AndRevokedByName()
    {
        using Folder folder = new();
        string file = folder.Write("keys.json", "[]");
        CliRun added = await CliRun.OfAsync(["keys", "add", "wall", "--device", "0000 0000-0000", "--role", "Station", "--warehouse", "MAIN", "--station", "P7", "--file", file]);
        Assert.True(added.Code == ExitCodes.Done, added.Error);
        Assert.Equal(ExitCodes.Done, (await CliRun.OfAsync(["keys", "revoke", "wall", "--by", "Jo Smith", "--file", file])).Code);
        Assert.Matches("wall: Station, all owners, at MAIN, a device, station P7, revoked 20.* by Jo Smith", (await CliRun.OfAsync(["keys", "list", "--file", file])).Out);
        Assert.DoesNotContain("0000-0000", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    private static string Told(CliRun run)
    {
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        return run.Out.Trim().Split(' ')[^1];
    }

    /// <summary>The node looks at its file by the machine's clock.</summary>
    private static Task UntilAsync(TestNode node, string key, int code) => Poll.UntilAsync(
        async () => (await CliRun.OfAsync(["report", "--server", node.Node.GrpcAddress.ToString(), "--key", key])).Code == code, $"a report ends with {code}");
}
