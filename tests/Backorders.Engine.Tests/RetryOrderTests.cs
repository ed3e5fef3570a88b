using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Journal;
using Backorders.Testing;
using Xunit.Abstractions;

namespace Backorders.Engine.Tests;

/// <summary>Any duplication and reordering of retries ends in the same state as the run in which every command was sent once.</summary>
public sealed class RetryOrderTests(ITestOutputHelper output)
{
    private const int Commands = 400;

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

        Assert.True(retried.Repeats > Commands, $"seed {seed}: only {retried.Repeats} retries: it tests too little");
        Assert.Equal(clean.Hash, retried.Hash);
        Assert.Equal(clean.Answers.Select(Told), retried.Answers.Select(Told));
    }

    /// <summary>
    /// Each command is sent once, in order, at its own time. With retries, copies of it and of any earlier one are sent too, at once or much later, several
    /// under way together, also across a restart from what is stored.
    /// </summary>
    private static async Task<(string Hash, CommandOutcome[] Answers, int Repeats)> RunAsync(int seed, bool retries)
    {
        SeededRandom draw = new((ulong)seed);
        SeededRandom chance = new((ulong)seed + 1_000_000);
        CommandRequest[] requests = [.. Enumerable.Range(0, Commands).Select(i => Any(i, draw))];
        CommandOutcome[] answers = new CommandOutcome[Commands];
        Host host = await Host.StartAsync();
        int repeats = 0;
        for (int i = 0; i < Commands; i++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            Task<CommandOutcome> first = host.Engine.SubmitAsync(requests[i]);
            List<Task<CommandOutcome>> again = [];
            for (int copies = retries ? chance.Next(5) : 0; copies > 0; copies--)
            {
                again.Add(host.Engine.SubmitAsync(requests[chance.Next(i + 1)]));
            }

            answers[i] = await first;
            repeats += (await Task.WhenAll(again)).Length;
            if (retries && chance.Percent(1))
            {
                await host.DisposeAsync();
                host = await Host.StartAsync(host.Store, host.Time);
            }
        }

        await using (host)
        {
            return (await host.StateHash(), answers, repeats);
        }
    }

    private static CommandRequest Any(int i, SeededRandom draw) => draw.Next(10) switch
    {
        < 5 => Host.Scan($"s{i}", 1 + draw.Next(9)),
        < 9 => Host.Order($"o{i}", 1 + draw.Next(12)),
        _ => new CommandRequest(
            Host.Warehouse, CommandKey.ForRequest(Host.Owner, $"cancel {i}"), CommandDigest.Of(BitConverter.GetBytes(i)), "shop",
            new CancelOrder(new(Host.Owner, new($"o{draw.Next(i + 1)}")), [], ReasonCode.CustomerRequest)),
    };

    private static string Told(CommandOutcome outcome) => $"{outcome.Refused?.Reason} {string.Join(' ', outcome.Events)}";
}
