using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>What is looked for in every view of every page.</summary>
internal static class Looks
{
    /// <summary>Makes the pictures of the first page, where a variable says which folder they go to.</summary>
    public static async Task TakePictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("BACKORDERS_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }

    /// <summary>Nothing lies beside the screen, and nobody is shut out.</summary>
    public static async Task IsReachableAsync(IPage page, string view, ITestOutputHelper output)
    {
        string[] beside = await page.EvaluateAsync<string[]>("""
            () => {
              const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
              const out = [...document.querySelectorAll('button, input, select, textarea, a')].filter((e) => {
                const { left, right, width } = e.getBoundingClientRect();
                return width > 0 && (left < 0 || right > document.documentElement.clientWidth + 0.5);
              });
              return [...wide, ...out.map((e) => `${e.id || e.textContent} lies beside the screen`)];
            }
            """);
        Assert.True(beside.Length == 0, $"{view}: {string.Join(", ", beside)}");
        await NobodyIsShutOutAsync(page, view, output);
    }

    /// <summary>axe-core finds nothing.</summary>
    public static async Task NobodyIsShutOutAsync(IPage page, string view, ITestOutputHelper output)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Tools.Find(Tools.Axe)));
        string[] found = await page.EvaluateAsync<string[]>(
            "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)");
        output.WriteLine($"axe-core on {view}: {found.Length} violations");
        Assert.Empty(found);
    }

    /// <summary>A catalogue with longer words and accents, read from right to left; names and parameters stay.</summary>
    public static string Turned(string catalogue) => Regex.Replace(
        catalogue, @"(?m)^(\s*'[^']+': ')([^']*)(',)$",
        m => m.Groups[1].Value + Regex.Replace(m.Groups[2].Value, @"\{\w+\}|[aeou]", v => v.Value switch { "a" => "áá", "e" => "éé", "o" => "óó", "u" => "úú", _ => v.Value }) + m.Groups[3].Value)
        + "\nexport const direction = 'rtl';\n";
}
