using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>A browser with a camera that its person allows, and what is before the camera. Its tests look through it one after the other.</summary>
[CollectionDefinition(nameof(CameraBrowser))]
public sealed class CameraBrowser : ICollectionFixture<CameraBrowser>, IAsyncLifetime
{
    private IBrowser? browser;

    /// <summary>What it looks at.</summary>
    internal Lens Lens { get; } = new();

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Opens a window in it, with nothing before the camera.</summary>
    internal async Task<Handheld> OpenAsync()
    {
        browser ??= await SharedBrowser.LaunchAsync(Lens.Arguments()); // not before a test asks: none does where Chromium is missing
        Lens.Show();
        return await Handheld.OpenAsync(browser: browser);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        Lens.Dispose();
    }
}
