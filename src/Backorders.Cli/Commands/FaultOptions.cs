using System.CommandLine;
using System.Globalization;
using Backorders.Cli.Demo.Replay;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>The options of a replay that say how goods are given out and what goes wrong.</summary>
internal sealed class FaultOptions
{
    private static readonly Faults Rough = new(0) { ShortPicks = 3, Damage = 2, OverReceipts = 2, UnderReceipts = 2, Reversals = 1 };

    private readonly Option<string?> distribution = new("--distribution")
    {
        Description = "How a shortage is spread: sequential, fair-share or tiered. Default: as the node's policy says.", HelpName = "MODE",
    };

    private readonly Option<bool> fairShare = new("--fair-share") { Description = "Short for --distribution fair-share." };

    private readonly Option<string?> shipComplete = new("--ship-complete")
    {
        Description = "Percent of the orders that ship only complete, drawn by --seed; without a number every tenth order.", HelpName = "PERCENT",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> faults = new("--faults")
    {
        Description = "Short for --short-picks 3 --damage 2 --over-receipts 2 --under-receipts 2 --reversals 1, where not given otherwise.",
    };

    private readonly Option<double?> shortPicks = Percent("--short-picks", "tasks of which a station finds too few units");
    private readonly Option<double?> damage = Percent("--damage", "cartons that arrive broken");
    private readonly Option<double?> overReceipts = Percent("--over-receipts", "cartons that come beyond those announced");
    private readonly Option<double?> underReceipts = Percent("--under-receipts", "announced cartons that do not come");
    private readonly Option<double?> reversals = Percent("--reversals", "cartons scanned wrongly, taken back and scanned again");

    private readonly Option<int> seed = new("--seed")
    {
        Description = "What chance begins with: the same number, the same run.", HelpName = "N", DefaultValueFactory = static _ => 1,
    };

    /// <summary>Adds the options to a command.</summary>
    public FaultOptions AddTo(Command command)
    {
        foreach (Option option in new Option[] { distribution, fairShare, shipComplete, faults, shortPicks, damage, overReceipts, underReceipts, reversals, seed })
        {
            command.Add(option);
        }

        return this;
    }

    /// <summary>How a shortage is spread; not specified for what is set.</summary>
    /// <exception cref="CliException">There is no such way.</exception>
    public V1.DistributionMode Distribution(ParseResult parsed) => (parsed.GetValue(distribution), parsed.GetValue(fairShare)) switch
    {
        (null, false) => V1.DistributionMode.Unspecified,
        (null, true) or ("fair-share", _) => V1.DistributionMode.FairShare,
        ("sequential", false) => V1.DistributionMode.Sequential,
        ("tiered", false) => V1.DistributionMode.TieredFairShare,
        var (mode, _) => throw new CliException($"--distribution {mode}: say sequential, fair-share or tiered, and not --fair-share beside another.", ExitCodes.WrongUsage),
    };

    /// <summary>What goes wrong.</summary>
    /// <exception cref="CliException">A percentage is none.</exception>
    public Faults Faults(ParseResult parsed)
    {
        bool rough = parsed.GetValue(faults);
        return new Faults(parsed.GetValue(seed))
        {
            ShortPicks = Check(parsed.GetValue(shortPicks) ?? (rough ? Rough.ShortPicks : 0), "--short-picks"),
            Damage = Check(parsed.GetValue(damage) ?? (rough ? Rough.Damage : 0), "--damage"),
            OverReceipts = Check(parsed.GetValue(overReceipts) ?? (rough ? Rough.OverReceipts : 0), "--over-receipts"),
            UnderReceipts = Check(parsed.GetValue(underReceipts) ?? (rough ? Rough.UnderReceipts : 0), "--under-receipts"),
            Reversals = Check(parsed.GetValue(reversals) ?? (rough ? Rough.Reversals : 0), "--reversals"),
            ShipComplete = ShipComplete(parsed),
        };
    }

    private double ShipComplete(ParseResult parsed)
    {
        if (parsed.GetResult(shipComplete) is null)
        {
            return 0;
        }

        string? text = parsed.GetValue(shipComplete);
        return text is null
            ? Demo.Replay.Faults.EveryTenth
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double percent)
                ? Check(percent, "--ship-complete")
                : throw new CliException($"--ship-complete: '{text}' is not a number of percent.", ExitCodes.WrongUsage);
    }

    private static double Check(double percent, string name) => percent is >= 0 and <= 100
        ? percent
        : throw new CliException($"{name}: {percent.ToString(CultureInfo.InvariantCulture)} is not between 0 and 100 percent.", ExitCodes.WrongUsage);

    private static Option<double?> Percent(string name, string what) => new(name) { Description = $"Percent of {what}, drawn by --seed.", HelpName = "PERCENT" };
}
