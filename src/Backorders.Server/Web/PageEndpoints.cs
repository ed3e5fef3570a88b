using System.Text.RegularExpressions;
using Backorders.Server.Web.Files;
using Backorders.Server.Web.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Web;

/// <summary>Where the pages are: a document for each screen, the service worker, all other files under their version, logins, and the stream of what they hear.</summary>
internal static partial class PageEndpoints
{
    private const string AskAgain = "no-cache";
    private const string ForEver = "public, max-age=31536000, immutable";
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps them.</summary>
    public static void MapPages(this WebApplication app)
    {
        PageFiles files = app.Services.GetRequiredService<PageFiles>();
        IPageShelf shelf = app.Services.GetRequiredService<IPageShelf>();
        foreach (string address in PageFiles.Screens.Keys)
        {
            app.MapMethods(address, Reading, http => WriteAsync(http, files.Shell(address), AskAgain));
        }

        app.MapMethods("/service-worker.js", Reading, http => WriteAsync(http, files.Worker, AskAgain));
        app.MapMethods("/favicon.ico", Reading, http => WriteAsync(http, files.Find("shared/icon.svg")!, AskAgain));
        app.MapMethods(PageFiles.Prefix + "{version}/{**path}", Reading, http => FileAsync(http, files, shelf));
        app.MapSession();
        LiveDesk live = app.Services.GetRequiredService<LiveDesk>();
        app.MapPost("/web/live", http => SessionEndpoints.GuardedAsync(http, () => live.TellAsync(http)));
    }

    /// <summary>A file of this version; or of another one, for a browser whose document came from a node that runs an older or newer program.</summary>
    private static async Task FileAsync(HttpContext http, PageFiles files, IPageShelf shelf)
    {
        string version = (string)http.Request.RouteValues["version"]!;
        string path = http.Request.RouteValues["path"] as string ?? string.Empty;
        PageFile? file = version == files.Version ? files.Find(path)
            : Version().IsMatch(version) && Safe().IsMatch(path) ? await shelf.FindAsync(version, path, http.RequestAborted).ConfigureAwait(false)
            : null;
        if (file is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await WriteAsync(http, file, ForEver, path).ConfigureAwait(false);
    }

    private static Task WriteAsync(HttpContext http, PageFile file, string cacheControl, string path = "")
    {
        PageHeaders.Put(http, path);
        return file.WriteAsync(http, cacheControl);
    }

    [GeneratedRegex("^[0-9a-f]{16}$")]
    private static partial Regex Version();

    /// <summary>Names of folders and files; no name begins with a dot, so none leads upwards.</summary>
    [GeneratedRegex("^([a-z0-9-]+/)*[a-z0-9-]+([.][a-z0-9]+)+$")]
    private static partial Regex Safe();
}
