using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Web.Logins;

/// <summary>What came of a login through an issuer.</summary>
/// <param name="Page">The page to which it leads, of this node.</param>
/// <param name="Identity">Who has logged in; null when nobody has.</param>
/// <param name="Owner">Whose goods the person asked for; null for the person's own owner.</param>
/// <param name="Length">How long the login is good.</param>
/// <param name="Refused">Why nobody has; null when somebody has.</param>
internal sealed record IssuerAnswer(string Page, PageIdentity? Identity, string? Owner, TimeSpan Length, RpcException? Refused);
