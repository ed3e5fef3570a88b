using Backorders.Cli.Client;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Demo.Story;

/// <summary>A warehouse's day in a dozen steps, each a real call, each said in a sentence.</summary>
internal sealed class StoryTeller(CliConsole console, StoryPage page, ServerConnection server, string warehouse, bool json)
{
    /// <summary>The day it plays on: a Monday.</summary>
    public static readonly DateTimeOffset Start = new(2025, 11, 24, 7, 0, 0, TimeSpan.Zero);

    /// <summary>How the day begins. It needs no node, so a reader has it while one starts.</summary>
    public static Task OpenAsync(StoryPage page) => page.SceneAsync("Monday 07:00. Two items, nothing on the shelves; four customers order.");

    /// <summary>What happens on the page that <see cref="OpenAsync"/> has opened.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        StoryBook book = new(console, page, server, warehouse, json, cancellation);
        await OrdersWaitAsync(book).ConfigureAwait(false);
        await TruckComesAsync(book).ConfigureAwait(false);
        await WorkAsync(book).ConfigureAwait(false);
        await ChangesOfMindAsync(book).ConfigureAwait(false);
        await book.EndAsync().ConfigureAwait(false);
    }

    private static async Task OrdersWaitAsync(StoryBook book)
    {
        await book.DefineAsync(("LANTERN", "White hanging lantern"), ("MUG", "Retro coffee mug")).ConfigureAwait(false);
        await book.OrderAsync("A-1", ("LANTERN", 10)).ConfigureAwait(false);
        await book.OrderAsync("B-2", ("LANTERN", 6)).ConfigureAwait(false);
        await book.OrderAsync("C-3", V1.ShipMode.OrderComplete, ("LANTERN", 4), ("MUG", 2)).ConfigureAwait(false);
        await book.OrderAsync("D-4", ("LANTERN", 16)).ConfigureAwait(false);
        await book.ChapterAsync(8, "08:00. Two trucks are announced: lines get their dates, C-3 too, for all of it is under way.").ConfigureAwait(false);
        await book.AnnounceAsync("ASN-MUG", 12, ("MUG", 2)).ConfigureAwait(false);
        await book.AnnounceAsync("ASN-LANTERN", 9, ("LANTERN", 36)).ConfigureAwait(false);
        await book.ExplainAsync("D-4", 1).ConfigureAwait(false);
    }

    private static async Task TruckComesAsync(StoryBook book)
    {
        await book.ChapterAsync(9, "Truck at door D1. Three cartons of twelve are scanned; each scan says at once who gets what.").ConfigureAwait(false);
        await book.ScanAsync("ASN-LANTERN", "LANTERN", 12).ConfigureAwait(false);
        await book.ScanAsync("ASN-LANTERN", "LANTERN", 12).ConfigureAwait(false);
        await book.ScanAsync("ASN-LANTERN", "LANTERN", 12).ConfigureAwait(false);
        await book.CloseAsync("ASN-LANTERN").ConfigureAwait(false);
        await book.ExplainAsync("C-3", 1).ConfigureAwait(false);
    }

    private static async Task WorkAsync(StoryBook book)
    {
        await book.ChapterAsync(9.25, "A station pulls its tasks. Of the last one, it finds only part.").ConfigureAwait(false);
        await book.PullAsync().ConfigureAwait(false);
        await book.PickAllButLastAsync().ConfigureAwait(false);
        await book.PickLastShortAsync(missing: 1).ConfigureAwait(false);
        await book.CountAsync().ConfigureAwait(false);
        await book.PackAndShipAsync().ConfigureAwait(false);
        await book.ChapterAsync(12, "The mugs arrive. C-3 wanted everything together: now its lanterns and mugs are released as one.").ConfigureAwait(false);
        await book.ScanAsync("ASN-MUG", "MUG", 2).ConfigureAwait(false);
        await book.CloseAsync("ASN-MUG").ConfigureAwait(false);
    }

    private static async Task ChangesOfMindAsync(StoryBook book)
    {
        await book.ChapterAsync(12.5, "C-3 is cancelled before anybody has begun. Its lanterns go to whoever stands first now, not to storage.").ConfigureAwait(false);
        await book.CancelAsync("C-3").ConfigureAwait(false);
        await book.ExplainAsync("D-4", 1).ConfigureAwait(false);
        await book.ChapterAsync(13, "The rest is picked, packed and shipped.").ConfigureAwait(false);
        await book.PullAsync().ConfigureAwait(false);
        await book.PickAllAsync().ConfigureAwait(false);
        await book.PackAndShipAsync().ConfigureAwait(false);
    }
}
