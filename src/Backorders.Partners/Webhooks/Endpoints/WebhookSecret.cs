namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>A secret that deliveries are signed with.</summary>
/// <param name="Text">With its prefix.</param>
/// <param name="Until">When it ends; null for the present one.</param>
public sealed record WebhookSecret(string Text, DateTimeOffset? Until)
{
    /// <summary>Without the secret, so that it gets into no log.</summary>
    public override string ToString() => $"a secret until {Until}";
}
