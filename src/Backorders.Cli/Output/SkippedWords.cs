using System.Text;

namespace Backorders.Cli.Output;

/// <summary>What a simulation left out, in words: the contract names a command and a reason, such as <c>ReverseReceipt: UnknownReceipt</c>.</summary>
internal static class SkippedWords
{
    private const string NotPlayed = "NotPlayed";

    /// <summary>What people call the commands that they know by another name than the contract's.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["AdvanceTime"] = "what falls due by itself",
        ["AmendOrder"] = "a change of an order",
        ["AnnounceShipment"] = "a ship notice",
        ["AnswerDelay"] = "a customer's answer to a delay",
        ["AnswerSubstitution"] = "a customer's answer to a substitute",
        ["ApproveVariance"] = "the approval of a variance",
        ["CancelOrder"] = "a cancellation",
        ["CancelShipment"] = "the cancellation of a shipment",
        ["CloseShipment"] = "the end of a shipment",
        ["CountStock"] = "a count",
        ["DecideOverage"] = "a decision about an overage",
        ["DisposeUnits"] = "a decision about damaged or held units",
        ["ExpediteOrder"] = "an order made urgent",
        ["HoldOrder"] = "an order put on hold",
        ["ReleaseOrder"] = "the end of an order's hold",
        ["Receive"] = "a receipt",
        ["ReceiveContainer"] = "a container's receipt",
        ["ReceiveReturn"] = "a customer's return",
        ["ReportShort"] = "a short pick",
        ["ReportStray"] = "a stray item",
        ["ReverseReceipt"] = "a receipt taken back",
        ["SetQuality"] = "a change of units' condition",
        ["SplitShipment"] = "the split of a shipment",
        ["SubmitOrder"] = "an order",
        ["UpdateShipment"] = "a change of a ship notice",

        ["NoReceipt"] = "nothing of it was received",
        ["NoSuchTask"] = "there was no such task this time",
        ["NotEnoughStock"] = "there was not enough of it this time",
        ["NothingToDecide"] = "nothing waited for a decision this time",
        ["TooLate"] = "it had gone further this time",
        ["UnknownReceipt"] = "it had not come this time",
    };

    /// <summary>A name of the contract in words.</summary>
    public static string Of(string name)
    {
        string[] parts = name.Split(": ", 2);
        return parts.Length == 1 ? Words(name)
            : parts[0] == NotPlayed ? $"{Words(parts[1])}, which cannot be played again"
            : $"{Words(parts[0])}, because {Reason(parts[1])}";
    }

    private static string Words(string name) => Known.GetValueOrDefault(name) ?? $"'{Apart(name)}'";

    private static string Reason(string name) => Known.GetValueOrDefault(name) ?? $"it was refused as '{Apart(name)}'";

    private static string Apart(string name)
    {
        StringBuilder words = new();
        foreach (char c in name)
        {
            words.Append(char.IsUpper(c) && words.Length > 0 ? " " : string.Empty).Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
