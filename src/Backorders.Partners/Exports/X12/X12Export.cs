using System.Globalization;
using Backorders.Partners.Exports.Documents;
using Backorders.Partners.Exports.Story;

namespace Backorders.Partners.Exports.X12;

/// <summary>
/// Interchanges, one after the other: each for one owner, with one functional group. Their numbers and times are those of the last decision that they tell of, so they
/// say the same whenever they are written.
/// </summary>
/// <remarks>
/// The interchange's number (ISA13, nine digits) is the cursor times ten plus the last digit of the kind of set, so the three kinds of one range differ; it
/// starts again after a hundred million decisions. Sets of one decision stay in one interchange, so no two interchanges of a kind share a number.
/// </remarks>
internal sealed class X12Export(IX12Advice advice, ExportOptions options, List<LeftOut> leftOut, TextWriter to) : IDocumentWriter
{
    /// <summary>So many sets make an interchange full: what a receiver takes in one go, and what is held in memory.</summary>
    private const int SetsMax = 1_000;

    private const long ControlNumbers = 1_000_000_000;

    private readonly SortedDictionary<string, Envelope> open = new(StringComparer.Ordinal);

    public long Written { get; private set; }

    public void Write(ToldEvent moment)
    {
        foreach (Func<X12Set> set in advice.Of(moment))
        {
            Add(moment.Owner, moment.Cursor, moment.At, set);
        }
    }

    public void EndDecision(long cursor)
    {
        foreach ((string owner, DateTimeOffset at, Func<X12Set> set) in advice.EndDecision(cursor))
        {
            Add(owner, cursor, at, set);
        }

        foreach (string owner in open.Where(o => o.Value.Sets.Count >= SetsMax).Select(o => o.Key).ToArray())
        {
            Flush(owner);
        }
    }

    public void Finish()
    {
        foreach (string owner in open.Keys.ToArray())
        {
            Flush(owner);
        }
    }

    private void Add(string owner, long cursor, DateTimeOffset at, Func<X12Set> make)
    {
        try
        {
            Add(owner, cursor, at, make());
        }
        catch (UnwritableException e)
        {
            leftOut.Add(new LeftOut(cursor, e.What, e.Message));
        }
    }

    private void Add(string owner, long cursor, DateTimeOffset at, X12Set set)
    {
        if (!open.TryGetValue(owner, out Envelope? envelope))
        {
            open[owner] = envelope = new Envelope(
                X12Syntax.Id(options.Sender.Length > 0 ? options.Sender : options.Warehouse, 15, "ISA06 (--sender)", set.What, min: 2),
                X12Syntax.Id(options.Receiver.Length > 0 ? options.Receiver : owner, 15, "ISA08 (--receiver)", set.What, min: 2));
        }

        envelope.Sets.Add(set);
        (envelope.Cursor, envelope.At) = (cursor, at.ToUniversalTime());
    }

    private void Flush(string owner)
    {
        open.Remove(owner, out Envelope? e);
        string code = advice.Code.ToString(CultureInfo.InvariantCulture);
        long control = ((e!.Cursor % (ControlNumbers / 10)) * 10) + (advice.Code % 10);
        string number = control.ToString("D9", CultureInfo.InvariantCulture);
        string time = e.At.ToString("HHmm", CultureInfo.InvariantCulture);
        X12Syntax.Write(to,
        [
            "ISA", "00", new string(' ', 10), "00", new string(' ', 10), "ZZ", e.Sender.PadRight(15), "ZZ", e.Receiver.PadRight(15),
            e.At.ToString("yyMMdd", CultureInfo.InvariantCulture), time, "U", "00401", number, "0", options.IsTest ? "T" : "P", X12Syntax.Component.ToString(),
        ]);
        X12Syntax.Write(to, ["GS", advice.FunctionalId, e.Sender, e.Receiver, X12Syntax.Date(e.At), time, X12Syntax.Number(control), "X", "004010"]);
        for (int i = 0; i < e.Sets.Count; i++)
        {
            string set = (i + 1).ToString("D4", CultureInfo.InvariantCulture);
            X12Syntax.Write(to, ["ST", code, set]);
            foreach (string[] segment in e.Sets[i].Segments)
            {
                X12Syntax.Write(to, segment);
            }

            // SE01 counts its own segment and the header's.
            X12Syntax.Write(to, ["SE", X12Syntax.Number(e.Sets[i].Segments.Count + 2), set]);
        }

        X12Syntax.Write(to, ["GE", X12Syntax.Number(e.Sets.Count), X12Syntax.Number(control)]);
        X12Syntax.Write(to, ["IEA", "1", number]);
        Written += e.Sets.Count;
    }

    private sealed class Envelope(string sender, string receiver)
    {
        public string Sender { get; } = sender;

        public string Receiver { get; } = receiver;

        public List<X12Set> Sets { get; } = [];

        public long Cursor { get; set; }

        public DateTimeOffset At { get; set; }
    }
}
