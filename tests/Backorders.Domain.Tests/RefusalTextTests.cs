using System.Text.RegularExpressions;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;
using Xunit.Abstractions;

namespace Backorders.Domain.Tests;

/// <summary>Every refusal is written alike: a sentence for a person; and for a program, names in snake_case and values as the contract writes them.</summary>
public sealed partial class RefusalTextTests(ITestOutputHelper output)
{
    /// <summary>How the code writes entries of lists. Callers know QC_HOLD, not QcHold.</summary>
    private static readonly HashSet<string> CodeNames =
        [.. typeof(Refusal).Assembly.GetTypes().Where(t => t.IsEnum && t.Namespace == typeof(Refusal).Namespace).SelectMany(Enum.GetNames)];

    private readonly Scenario s = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Refusals_OfAnyHistory_AreSentencesWithNamesInOneForm(int seed)
    {
        output.WriteLine($"seed {seed}");
        Scenario history = new(checkReplica: false);
        RandomCommands commands = new(seed, history);
        HashSet<Refusal> seen = [];
        for (int i = 0; i < 1_500; i++)
        {
            if (history.Try(commands.Next()).Refused is { } refused)
            {
                seen.Add(refused.Reason);
                Check(refused);
            }
        }

        output.WriteLine(string.Join(", ", seen.Order()));
        Assert.True(seen.Count > 15, $"Only {seen.Count} kinds of refusals were met: the history tests too little.");
    }

    [Fact]
    public void ListedName_OfEveryEntry_IsThatOfTheContract()
    {
        Assert.Equal("QC_HOLD", ListedName.Of(Quality.QcHold));
        Assert.Equal("LEASED", ListedName.Of(TaskState.Leased));
        Assert.Equal("77", ListedName.Of((Quality)77));
    }

    [Fact]
    public void Refusal_OfATaskInAnotherState_NamesTheStateAsTheContractDoes()
    {
        s.Submit("o1", "A:3");
        s.Receive("A", 3);
        Lease lease = s.Pull()[0];
        Refused refused = s.Refuse(new Pack(null, [lease], "P"), Refusal.WrongTaskState);
        Assert.Equal("LEASED", refused.Details.Single(d => d.Key == "state").Value);
        Assert.Contains("is LEASED and cannot be packed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_OfAnUnknownLot_WritesTheLotAsEverywhere()
    {
        s.Do(new Receive(Scenario.Item("L"), 2, default, new ScanKey(new DeviceId("S1"), new ScanId("l1")), new DoorId("D1"), null, string.Empty, Quality.Usable, s.Now)
        {
            Lot = new LotNo("X1"), Expiry = new DateOnly(2026, 12, 31),
        });
        Refused refused = s.Refuse(
            new SetQuality(Scenario.Item("L"), 1, Quality.Usable, Quality.Damaged, ReasonCode.Inspection) { Lot = new LotNo("X2"), Expiry = new DateOnly(2026, 11, 30) },
            Refusal.UnknownLot);
        Assert.Equal("Nothing of lot X2 (2026-11-30) of L is here.", refused.Message);
        Assert.Contains(KeyValuePair.Create("expiry", "2026-11-30"), refused.Details);
    }

    [Theory]
    [InlineData("The store does not answer: no route to host", "The store does not answer: no route to host.")]
    [InlineData("It is closed. ", "It is closed.")]
    [InlineData("Who?", "Who?")]
    public void Refusal_ThatEndsWithAnothersWords_EndsAsASentence(string said, string written) =>
        Assert.Equal(written, Refused.Because(Refusal.NotReady, said).Message);

    private static void Check(Refused refused)
    {
        Assert.True(
            refused.Message[^1] is '.' or '!' or '?' && !refused.Message.EndsWith("..", StringComparison.Ordinal) && refused.Message[0] != ' ' && !refused.Message.Contains("  ", StringComparison.Ordinal),
            $"{refused.Reason}: '{refused.Message}' is no sentence.");
        string[] named = [.. CodeWord().Matches(refused.Message).Select(m => m.Value).Where(CodeNames.Contains)];
        Assert.True(named.Length == 0, $"{refused.Reason}: '{refused.Message}' writes {string.Join(", ", named)} as the code does.");
        foreach ((string name, string value) in refused.Details)
        {
            Assert.True(SnakeCase().IsMatch(name), $"{refused.Reason}: the detail '{name}' is not in snake_case.");
            Assert.False(CodeNames.Contains(value), $"{refused.Reason}: the detail {name} = '{value}' is written as the code does.");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*([._][a-z0-9]+)*$")]
    private static partial Regex SnakeCase();

    /// <summary>A word of two capitals, or one within brackets: a plain word may begin a sentence.</summary>
    [GeneratedRegex(@"\b[A-Z][a-z]+[A-Z][A-Za-z]*\b|(?<=\()[A-Z][a-z]+(?=\))|(?<= is )[A-Z][a-z]+|(?<= are )[A-Z][a-z]+")]
    private static partial Regex CodeWord();
}
