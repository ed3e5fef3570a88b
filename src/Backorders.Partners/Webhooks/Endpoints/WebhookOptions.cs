namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>How webhooks are delivered, and where they may go. Section <c>Backorders:Webhooks</c> of a configuration.</summary>
public sealed class WebhookOptions
{
    /// <summary>Whether this node delivers. Default true; a node that does not still keeps its endpoints.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Hosts that may be called whatever network they are in, in cleartext and at any port: a name or an address, or with a port for that port alone, such
    /// as <c>erp.internal</c> or <c>10.0.0.7:8080</c>. Default none: only public addresses, by https.
    /// </summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>Ports that other hosts may be called at. Empty (the default): 443 and 8443.</summary>
    public IList<int> AllowedPorts { get; set; } = [];

    /// <summary>Endpoints of one owner. Default 20: each may hold a connection for each warehouse.</summary>
    public int EndpointsPerOwnerMax { get; set; } = 20;

    /// <summary>Decisions in one delivery at most. Default 100: a receiver that is 200 ms away still takes 500 a second. 1 sends each alone.</summary>
    public int DecisionsPerDeliveryMax { get; set; } = 100;

    /// <summary>Bytes of a delivery's decisions at which no further one is added. Default 262,144.</summary>
    public int BytesPerDeliveryMax { get; set; } = 256 * 1024;

    /// <summary>Milliseconds to connect. Default 5,000.</summary>
    public int ConnectMilliseconds { get; set; } = 5_000;

    /// <summary>Milliseconds from the beginning of a try, connecting included, to the answer's head. Default 15,000, as receivers are used to.</summary>
    public int AnswerMilliseconds { get; set; } = 15_000;

    /// <summary>Milliseconds before the second try; doubles with each further one, and each wait is drawn between half and the whole of it. Default 5,000.</summary>
    public int FirstRetryMilliseconds { get; set; } = 5_000;

    /// <summary>Seconds between two tries at most, also when the receiver asks for longer. Default 3,600.</summary>
    public int RetrySecondsMax { get; set; } = 3_600;

    /// <summary>Hours that an endpoint in trouble is tried for before it is suspended. Default 72: a weekend.</summary>
    public double RetryWindowHours { get; set; } = 72;

    /// <summary>Rejections (4xx) of one content before it is set aside. Default 5.</summary>
    public int RejectionsMax { get; set; } = 5;

    /// <summary>Contents set aside one after the other, with nothing taken in between, after which the endpoint is suspended. Default 5.</summary>
    public int SetAsideInRowMax { get; set; } = 5;

    /// <summary>Tries that are kept in memory for each endpoint, to be looked at. Default 100.</summary>
    public int DeliveriesKept { get; set; } = 100;

    /// <summary>The ports that hosts may be called at which are not allowed by name.</summary>
    internal IEnumerable<int> Ports => AllowedPorts.Count > 0 ? AllowedPorts : [443, 8443];

    /// <summary>Adds everything that is wrong with these options.</summary>
    public void Check(ICollection<string> wrong)
    {
        ArgumentNullException.ThrowIfNull(wrong);
        foreach (string host in AllowedHosts.Where(h => AllowedHost.Parse(h) is null))
        {
            wrong.Add($"Webhooks:AllowedHosts: '{host}' is neither a host such as erp.internal nor a host and port such as 10.0.0.7:8080.");
        }

        foreach (int port in AllowedPorts.Where(p => p is < 1 or > 65_535))
        {
            wrong.Add($"Webhooks:AllowedPorts: {port} is not between 1 and 65535.");
        }

        Within(EndpointsPerOwnerMax, 1, 1_000, nameof(EndpointsPerOwnerMax));
        Within(DecisionsPerDeliveryMax, 1, 10_000, nameof(DecisionsPerDeliveryMax));
        Within(BytesPerDeliveryMax, 1, 16 * 1024 * 1024, nameof(BytesPerDeliveryMax));
        Within(ConnectMilliseconds, 1, 600_000, nameof(ConnectMilliseconds));
        Within(AnswerMilliseconds, 1, 600_000, nameof(AnswerMilliseconds));
        Within(FirstRetryMilliseconds, 1, 3_600_000, nameof(FirstRetryMilliseconds));
        Within(RetrySecondsMax, 1, 86_400, nameof(RetrySecondsMax));
        Within(RetryWindowHours, 0, 24 * 30, nameof(RetryWindowHours));
        Within(RejectionsMax, 1, 100, nameof(RejectionsMax));
        Within(SetAsideInRowMax, 1, 1_000, nameof(SetAsideInRowMax));
        Within(DeliveriesKept, 0, 10_000, nameof(DeliveriesKept));

        void Within(double value, double least, double most, string name)
        {
            if (!(value >= least && value <= most))
            {
                wrong.Add(FormattableString.Invariant($"Webhooks:{name}: {value} is not between {least} and {most}."));
            }
        }
    }
}
