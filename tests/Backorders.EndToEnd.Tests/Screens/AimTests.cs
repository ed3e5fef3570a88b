using Backorders.EndToEnd.Tests.Screens.Support;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>What the pages decide of codes without a camera and without a node: read in a browser, where it runs.</summary>
public sealed class AimTests : IAsyncLifetime
{
    private Dock dock = null!;
    private Handheld handheld = null!;

    public async Task InitializeAsync()
    {
        dock = await Dock.OpenAsync();
        handheld = await Handheld.OpenAsync();
        await handheld.Page.GotoAsync(new Uri(dock.Network.Address, "/dock").ToString());
    }

    public async Task DisposeAsync()
    {
        await handheld.DisposeAsync();
        await dock.DisposeAsync();
    }

    /// <summary>A letter is a code in the middle, a dot a picture without one.</summary>
    [ScreenFact]
    public async Task Code_ThatStays_CountsOnce_AndAgainOnlyAfterItHasLeft()
    {
        Assert.Equal(".A......", await LookAsync("AAAAAAAA", 100));
        // Seen once it may be misread.
        Assert.Equal("........", await LookAsync("A.A.A.A.", 100));
        // Out of sight for less than two seconds, in however many pictures.
        Assert.Equal(".A.........", await LookAsync("AA......AAA", 100));
        // Out of sight for two seconds and three pictures.
        Assert.Equal(".A....A", await LookAsync("AA...AA", 1000));
        // A device that looks only every three seconds has not seen it leave by one picture.
        Assert.Equal(".A....", await LookAsync("AA.AAA", 3000));
        // Two that come by turns count once each.
        Assert.Equal(".A.B....", await LookAsync("AABBAABB", 100));
    }

    [ScreenFact]
    public async Task OnceMore_TakesWhatIsStillThere() => Assert.Equal(".A...A", await LookAsync("AAA!AA", 100));

    [ScreenFact]
    public async Task Middle_IsOfTheNearestCode_AndAMissIsOnlySmall()
    {
        string found = await handheld.Page.EvaluateAsync<string>($$"""
            async () => {
              const { inTheMiddle } = await import('{{Folder}}camera/aim.js');
              const picture = { width: 400, height: 200 };
              const code = (raw, left, top, right, bottom) => ({ raw, left, top, right, bottom });
              return [
                inTheMiddle([code('over', 100, 80, 300, 120)], picture),
                inTheMiddle([code('just', 20, 80, 177, 120)], picture),
                inTheMiddle([code('beside', 20, 80, 175, 120)], picture),
                inTheMiddle([code('below', 100, 125, 300, 160)], picture),
                inTheMiddle([code('upper', 100, 60, 300, 99), code('lower', 100, 101, 300, 120)], picture),
                inTheMiddle([], picture),
              ].map((c) => c?.raw ?? '-').join(' ');
            }
            """);
        Assert.Equal("over just - - lower -", found);
    }

    /// <summary>A picture of 1280 × 720 covers a box of 400 × 300: 160 pixels are cut off at each side.</summary>
    [ScreenFact]
    public async Task Part_ThatIsRead_IsWhatLiesInTheFrame()
    {
        string part = await handheld.Page.EvaluateAsync<string>($$"""
            async () => {
              const { partInFrame } = await import('{{Folder}}camera/aim.js');
              const part = partInFrame({ width: 1280, height: 720 }, { x: 10, y: 20, width: 400, height: 300 }, { x: 60, y: 70, width: 300, height: 200 });
              return JSON.stringify([part.x, part.y, part.width, part.height].map(Math.round));
            }
            """);
        Assert.Equal("[280,120,720,480]", part);
    }

    /// <summary>What a scanner or the camera says, and what it is taken for.</summary>
    [ScreenFact]
    public async Task Text_WithItsSymbology_IsReadAsTheSameWithoutIt()
    {
        (string Raw, string Read)[] table =
        [
            ("]E04006381333931", """{"gtin":"4006381333931"}"""),
            ("]E00012345678905", """{"gtin":"0012345678905"}"""),
            ("]E440063812", """{"gtin":"40063812"}"""),
            ("]I114006381333938", """{"gtin":"14006381333938"}"""),
            ("]C0BOWL", """{"sku":"BOWL"}"""),
            ("]Q1BOWL", """{"sku":"BOWL"}"""),
            ("]C10105901234123457172912311\\u001d0", """{"wrong":"scan.unreadable"}"""),
            ("]C101059012341234571729123110A7", """{"gtin":"05901234123457","expiry":"2029-12-31","lot":"A7"}"""),
            ("]d20105901234123457" + "10A7\\u001d17291231", """{"gtin":"05901234123457","lot":"A7","expiry":"2029-12-31"}"""),
            ("]C100" + Dock.Sscc, $$"""{"sscc":"{{Dock.Sscc}}"}"""),
            ("]E04006381333932", """{"wrong":"scan.misread"}"""),
            ("]AB", """{"sku":"]AB"}"""),
            ("BOWL", """{"sku":"BOWL"}"""),
        ];
        string[] read = await handheld.Page.EvaluateAsync<string[]>($$"""
            async () => {
              const { readBarcode } = await import('{{Folder}}scanning/barcode.js');
              return [{{string.Join(", ", table.Select(row => $"'{row.Raw}'"))}}].map((raw) => JSON.stringify(readBarcode(raw, new Date('2026-01-01'))));
            }
            """);
        Assert.Equal(table.Select(row => $"{row.Raw} {row.Read}"), table.Zip(read, (row, told) => $"{row.Raw} {told}"));
    }

    private static string Folder => $"/pages/{new Backorders.Server.Web.Files.PageFiles().Version}/shared/";

    /// <summary>Looks at one picture after the other, and says which code counted at which: an exclamation mark is a person who asks for it once more.</summary>
    private Task<string> LookAsync(string pictures, int msApart) => handheld.Page.EvaluateAsync<string>($$"""
        async () => {
          const { Once } = await import('{{Folder}}camera/aim.js');
          const once = new Once();
          return [...'{{pictures}}'].map((sign, i) => {
            if (sign === '!') { once.forget(); return '.'; }
            const code = sign === '.' ? '' : sign;
            return once.look(code ? [code] : [], code, i * {{msApart}}) || '.';
          }).join('');
        }
        """);
}
