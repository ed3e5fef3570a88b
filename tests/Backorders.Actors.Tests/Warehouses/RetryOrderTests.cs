using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Values;
using Backorders.Testing.Actors;
using Backorders.Testing;
using Xunit.Abstractions;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>Any duplication and reordering of retries ends in the same state as the run in which every command was sent once.</summary>
[RunLonger("BACKORDERS_SEEDS", 100)]
public sealed class RetryOrderTests(ITestOutputHelper output) : IClassFixture<SuiteCost<RetryOrderTests>>
{
    private const int commands = 400;

    /// <summary>Eight seeds in every run; as many as <c>BACKORDERS_SEEDS</c> says when somebody hunts for a fault.</summary>
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out int seeds) ? seeds : 8)];

    [Theory]
    [Trait("Case", "01")]
    [MemberData(nameof(Seeds))]
    public async Task Retries_InAnyNumberAndOrder_EndInTheStateOfTheCleanRun(int seed)
    {
        output.WriteLine($"seed {seed}");
        (string Hash, CommandOutcome[] Answers, int Repeats) clean = await RunAsync(seed, retries: false);
        (string Hash, CommandOutcome[] Answers, int Repeats) retried = await RunAsync(seed, retries: true);

        Assert.True(retried.Repeats > commands, $"seed {seed}: only {retried.Repeats} retries: it tests too little");
        Assert.Equal(clean.Hash, retried.Hash);
        Assert.Equal(clean.Answers.Select(Told), retried.Answers.Select(Told));
    }

    /// <summary>
    /// Each command is sent once, in order, at its own time. With retries, copies of it and of any earlier one are sent too, at once or much later, several
    /// under way together, also across writes that fail and a restart from what is stored.
    /// </summary>
    private static async Task<(string Hash, CommandOutcome[] Answers, int Repeats)> RunAsync(int seed, bool retries)
    {
        SeededRandom draw = new((ulong)seed);
        SeededRandom chance = new((ulong)seed + 1_000_000);
        CommandRequest[] requests = [.. Enumerable.Range(0, commands).Select(i => Any(i, draw))];
        CommandOutcome[] answers = new CommandOutcome[commands];
        ManualTimeProvider time = new();
        TroubledTurnStore store = new(time);
        Yard yard = await Yard.StartAsync(store, time);
        int repeats = 0;
        for (int i = 0; i < commands; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (retries && chance.Percent(3))
            {
                store.FailWrites(1);
            }

            Task<CommandOutcome> first = yard.Submit(requests[i]);
            List<Task<CommandOutcome>> again = [];
            for (int copies = retries ? chance.Next(5) : 0; copies > 0; copies--)
            {
                again.Add(yard.Submit(requests[chance.Next(i + 1)]));
            }

            answers[i] = await first;
            repeats += (await Task.WhenAll(again)).Length;
            if (retries && chance.Percent(1))
            {
                await yard.DisposeAsync();
                yard = new(store, time);
            }
        }

        await using (yard)
        {
            return (await yard.StateHash(), answers, repeats);
        }
    }

    private static CommandRequest Any(int i, SeededRandom draw) => draw.Next(10) switch
    {
        < 5 => Yard.Scan($"s{i}", 1 + draw.Next(9)),
        < 9 => Yard.Order($"o{i}", 1 + draw.Next(12)),
        _ => new CommandRequest(
            Yard.Warehouse, CommandKey.ForRequest(Yard.Owner, $"cancel {i}"), CommandDigest.Of(BitConverter.GetBytes(i)), "shop",
            new CancelOrder(new(Yard.Owner, new($"o{draw.Next(i + 1)}")), [], ReasonCode.CustomerRequest)),
    };

    private static string Told(CommandOutcome outcome) => $"{outcome.Refused?.Reason} {string.Join(' ', outcome.Events)}";
}
