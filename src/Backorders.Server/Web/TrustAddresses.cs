namespace Backorders.Server.Web;

/// <summary>Where a device goes.</summary>
/// <param name="Trust">The page that tells how to trust the local authority.</param>
/// <param name="Pages">The pages for people, over TLS.</param>
internal sealed record TrustAddresses(Uri Trust, Uri Pages);
