using System.Text.Encodings.Web;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Server.Security.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Backorders.Server.Web.Logins;

/// <summary>
/// Logins through one issuer: authorization code with PKCE, state and nonce, by the library. Its handler is made for the two requests of a login alone; as a middleware it would be made for every
/// scan. It logs nothing, for what it would log is partly a stranger's text: <see cref="LoginFailure"/> says what went wrong.
/// </summary>
internal sealed class IssuerLogin
{
    /// <summary>How long somebody may stay at the issuer's pages.</summary>
    public static readonly TimeSpan TakesAtMost = TimeSpan.FromMinutes(15);

    private const string OwnerItem = "owner";
    private const string OriginItem = "origin";
    private const string PageItem = "page"; // the library takes its own out before it tells of a login
    private const int CalledLengthMax = 64;
    private static readonly object Slot = new();

    private readonly TokenIssuer issuer;
    private readonly IssuerLoginOptions login;
    private readonly NodeClock clock;
    private readonly IssuerSettings settings;
    private readonly Fixed options;

    public IssuerLogin(TokenIssuer issuer, IssuerLoginOptions login, IDataProtectionProvider protection, HttpClient http, NodeClock clock)
    {
        (this.issuer, this.login, this.clock, settings) = (issuer, login, clock, new IssuerSettings(issuer));
        OpenIdConnectOptions made = new()
        {
            ClientId = login.ClientId,
            ClientSecret = login.ReadSecret(),
            CallbackPath = PathPrefix + issuer.Name,
            ConfigurationManager = settings,
            Backchannel = http,
            TokenHandler = new IdTokenCheck(issuer, login),
            ResponseType = OpenIdConnectResponseType.Code,
            ResponseMode = OpenIdConnectResponseMode.Query, // an answer by POST from the issuer's site would come without cookies, unless they were open to every site
            UsePkce = true,
            MapInboundClaims = false,
            DisableTelemetry = true,
            RefreshOnIssuerKeyNotFound = false,
            RemoteAuthenticationTimeout = TakesAtMost,
            TimeProvider = clock.Waiting,
            Events = new OpenIdConnectEvents
            {
                OnRedirectToIdentityProvider = SendBackHere,
                OnMessageReceived = CheckAnswerAsync,
                OnTokenValidated = context => Task.FromResult(Of(context.HttpContext).IdToken = context.TokenEndpointResponse?.IdToken),
                OnTicketReceived = context => Note(context, context.Properties, null),
                OnRemoteFailure = context => Note(context, context.Properties, context.Failure),
            },
        };
        foreach (string scope in login.Scopes)
        {
            made.Scope.Add(scope);
        }

        // The issuer's answer is a step from another site, which Strict would leave without them; both are good at the answer's own address alone.
        foreach (CookieBuilder cookie in new[] { made.CorrelationCookie, made.NonceCookie })
        {
            (cookie.SameSite, cookie.SecurePolicy, cookie.HttpOnly) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest, true);
        }

        (made.CorrelationCookie.Name, made.NonceCookie.Name) = ("backorders-login.", "backorders-nonce.");
        new OpenIdConnectPostConfigureOptions(protection).PostConfigure(issuer.Name, made);
        options = new Fixed(made);
    }

    /// <summary>What stands before the issuer's name in the address that it answers to.</summary>
    public static string PathPrefix => "/session/oidc/";

    /// <summary>The issuer's name in the settings.</summary>
    public string Name => issuer.Name;

    /// <summary>What people call it.</summary>
    public string Title => login.Title.Length > 0 ? login.Title : issuer.Name;

    /// <summary>Begins a login: sets what this browser will be known by, and says where it shall go.</summary>
    /// <param name="http">The request.</param>
    /// <param name="origin">This node, as the browser calls it: a proxy before it may hide that from the node.</param>
    /// <param name="page">The page to which the login leads; one of this node.</param>
    /// <param name="owner">Whose goods it is to be about; null for the person's own owner.</param>
    /// <returns>The issuer's address.</returns>
    /// <exception cref="Grpc.Core.RpcException">The issuer does not answer.</exception>
    public async Task<string> BeginAsync(HttpContext http, string origin, string page, string? owner)
    {
        AuthenticationProperties about = new() { RedirectUri = page, IssuedUtc = clock.Waiting.GetUtcNow() };
        (about.Items[OriginItem], about.Items[OwnerItem], about.Items[PageItem]) = (origin, owner ?? string.Empty, page);
        try
        {
            await (await HandlerAsync(http).ConfigureAwait(false)).ChallengeAsync(about).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw LoginFailure.Of(e, issuer);
        }

        string address = http.Response.Headers.Location.ToString();
        http.Response.Headers.Remove("Location");
        http.Response.StatusCode = StatusCodes.Status200OK;
        return address;
    }

    /// <summary>Reads the issuer's answer, and asks it who it was.</summary>
    /// <returns>Who has logged in, or why nobody has.</returns>
    public async Task<IssuerAnswer> FinishAsync(HttpContext http)
    {
        await (await HandlerAsync(http).ConfigureAwait(false)).HandleRequestAsync().ConfigureAwait(false);
        Attempt attempt = Of(http);
        string page = attempt.About?.Items.TryGetValue(PageItem, out string? begun) == true && begun is not null ? begun : "/";
        if (attempt.Failure is { } failure || attempt.IdToken is null)
        {
            return new IssuerAnswer(page, null, null, default, LoginFailure.Of(attempt.Failure ?? new InvalidOperationException(), issuer));
        }

        try
        {
            JsonWebToken token = new(attempt.IdToken);
            TokenClaims claims = new(token);
            PageIdentity identity = PageIdentity.Of(issuer.Name, issuer.Mapping.ToCaller(claims), CalledIn(claims));
            return new IssuerAnswer(page, identity, attempt.About?.Items[OwnerItem] is { Length: > 0 } owner ? owner : null, LengthOf(token), null);
        }
        catch (Grpc.Core.RpcException e)
        {
            return new IssuerAnswer(page, null, null, default, e);
        }
    }

    /// <summary>Where a browser ends its session at the issuer; null when it has no such place, does not answer, or the settings do not ask for it. A logout here does not wait for it for long.</summary>
    /// <param name="origin">This node, as the browser calls it.</param>
    public async Task<string?> EndOfSessionAsync(string origin)
    {
        if (!login.EndsIssuerSession)
        {
            return null;
        }

        try
        {
            OpenIdConnectConfiguration known = await settings.GetConfigurationAsync(CancellationToken.None).ConfigureAwait(false);
            return Uri.TryCreate(known.EndSessionEndpoint, UriKind.Absolute, out _)
                ? new OpenIdConnectMessage { IssuerAddress = known.EndSessionEndpoint, ClientId = login.ClientId, PostLogoutRedirectUri = origin + "/", EnableTelemetryParameters = false }
                    .CreateLogoutRequestUrl()
                : null;
        }
        catch (IssuerUnavailableException)
        {
            return null;
        }
    }

    private static Attempt Of(HttpContext http)
    {
        if (http.Items[Slot] is not Attempt attempt)
        {
            http.Items[Slot] = attempt = new Attempt();
        }

        return attempt;
    }

    private static Task SendBackHere(RedirectContext context)
    {
        context.ProtocolMessage.RedirectUri = $"{context.Properties.Items[OriginItem]}{context.Options.CallbackPath}";
        return Task.CompletedTask;
    }

    private static Task Note(HandleRequestContext<RemoteAuthenticationOptions> context, AuthenticationProperties? about, Exception? failure)
    {
        Attempt attempt = Of(context.HttpContext);
        (attempt.About, attempt.Failure) = (about ?? attempt.About, failure);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>Refuses an answer that is too old, or that another issuer gave. The library has read the state by then, and looks next whether this browser began it.</summary>
    private async Task CheckAnswerAsync(MessageReceivedContext context)
    {
        if (context.Properties is not { Items.Count: > 0 } about)
        {
            return;
        }

        Of(context.HttpContext).About = about;
        string? named = context.ProtocolMessage.GetParameter("iss");
        if (about.IssuedUtc is not { } begun || clock.Waiting.GetUtcNow() - begun > TakesAtMost)
        {
            context.Fail(LoginFailure.State(issuer));
        }
        else if (named is null ? (await settings.GetConfigurationAsync(CancellationToken.None).ConfigureAwait(false)).AuthorizationResponseIssParameterSupported : named != issuer.Issuer)
        {
            context.Fail(LoginFailure.MixedUp(issuer));
        }
    }

    private string? CalledIn(TokenClaims claims) => claims.TextsOf(login.NameClaim, inWords: false) is [{ Length: > 0 } name] && !name.Any(char.IsControl)
        ? name.Length <= CalledLengthMax ? name : string.Concat(name.AsSpan(0, CalledLengthMax - 1), "…")
        : null;

    private TimeSpan LengthOf(JsonWebToken token)
    {
        TimeSpan most = TimeSpan.FromHours(login.SessionHours > 0 ? login.SessionHours : IssuerLoginOptions.SessionHoursMax);
        TimeSpan left = issuer.EndOf(token) - clock.Keys.GetUtcNow();
        return login.SessionHours > 0 || left > most ? most : left;
    }

    private async Task<OpenIdConnectHandler> HandlerAsync(HttpContext http)
    {
        OpenIdConnectHandler handler = new(options, NullLoggerFactory.Instance, HtmlEncoder.Default, UrlEncoder.Default);
        await handler.InitializeAsync(new AuthenticationScheme(issuer.Name, null, typeof(OpenIdConnectHandler)), http).ConfigureAwait(false);
        return handler;
    }

    /// <summary>What became of one request.</summary>
    private sealed class Attempt
    {
        public AuthenticationProperties? About { get; set; }

        public string? IdToken { get; set; }

        public Exception? Failure { get; set; }
    }

    /// <summary>Options that do not change while the node runs.</summary>
    private sealed class Fixed(OpenIdConnectOptions value) : IOptionsMonitor<OpenIdConnectOptions>
    {
        public OpenIdConnectOptions CurrentValue => value;

        public OpenIdConnectOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<OpenIdConnectOptions, string?> listener) => null;
    }
}
