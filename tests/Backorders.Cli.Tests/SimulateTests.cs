using System.Text.Json;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class SimulateTests
{
    [Fact]
    public async Task Simulate_RulesFromFileAndLine_PrintsBothSides()
    {
        using Folder folder = new();
        await using TestNode node = await TestNode.StartAsync();
        string file = folder.Write("policy.json", """{"hold_hours": 24, "promiseBeforeTier": true}""");
        CliRun table = await node.RunAsync("simulate", "--policy", file, "--set", "ageing_days_per_tier=3");
        Assert.True(table.Code == ExitCodes.Done, table.Error);
        Assert.Contains("unit fill rate", table.Out, StringComparison.Ordinal);
        CliRun json = await node.RunAsync("simulate", "--policy", file, "--json");
        JsonElement result = JsonDocument.Parse(json.Out).RootElement;
        Assert.Equal(2, result.GetProperty("proposed").GetProperty("policy_version").GetInt32());
        Assert.Equal(1, result.GetProperty("baseline").GetProperty("policy_version").GetInt32());
    }

    [Theory]
    [InlineData("hold_hour=24", "hold_hours")]
    [InlineData("hold_hours", "NAME=VALUE")]
    [InlineData("hold_hours=many", "--set hold_hours=many")]
    public async Task Simulate_RuleThatMakesNoSense_SaysWhatWouldBeRight(string rule, string says)
    {
        await using TestNode node = await TestNode.StartAsync();
        CliRun run = await node.RunAsync("simulate", "--set", rule);
        Assert.Equal(ExitCodes.WrongUsage, run.Code);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ship-complete", "120")]
    [InlineData("--damage", "-1")]
    [InlineData("--distribution", "random")]
    public async Task Demo_OptionThatMakesNoSense_IsWrongUsage(params string[] option)
    {
        CliRun run = await CliRun.OfAsync(["demo", "--lines", "f", .. option]);
        Assert.Equal(ExitCodes.WrongUsage, run.Code);
        Assert.Contains(option[0], run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ReverseReceipt: UnknownReceipt", "a receipt taken back, because it had not come this time")]
    [InlineData("CountStock: InvalidQuantity", "a count, because it was refused as 'invalid quantity'")]
    [InlineData("NotPlayed: TaskUnparked", "'task unparked', which cannot be played again")]
    public void Skipped_ByItsName_IsSaidInWords(string name, string expected) => Assert.Equal(expected, Output.SkippedWords.Of(name));

    [Fact]
    public void Skipped_AnyCommandAndRefusal_HasNoFormOfTheCode()
    {
        string[] commands = [.. typeof(Domain.Commands.Command).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Domain.Commands.Command)) && !t.IsAbstract).Select(t => t.Name)];
        Assert.True(commands.Length > 40);
        IEnumerable<string> names = commands.SelectMany(c => Enum.GetNames<Domain.Values.Refusal>().Select(r => $"{c}: {r}")).Concat(commands.Select(c => $"NotPlayed: {c}"));
        Assert.All(names, name => Assert.DoesNotMatch("[a-z][A-Z]|_", Output.SkippedWords.Of(name)));
    }

    [Fact]
    public async Task Simulate_Help_HasExamples()
    {
        CliRun run = await CliRun.OfAsync(["simulate", "--help"]);
        Assert.Contains("backorders simulate --set", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_PolicyThatCannotBe_IsRefused()
    {
        await using TestNode node = await TestNode.StartAsync();
        CliRun run = await node.RunAsync("simulate", "--set", "hold_hours=0");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("hold_hours", run.Error, StringComparison.Ordinal);
    }
}
