namespace Backorders.Actors.Hosting.Meeting;

/// <summary>How a node joins.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Seeds">Addresses of nodes to join; empty to find members at the meeting place.</param>
/// <param name="Pods">Where the Kubernetes API is asked whom to join; null to find members at the meeting place.</param>
/// <param name="Patience">After what time a node that is no member gives up.</param>
/// <param name="ClockSkewMax">How far this machine's clock may be off the place's.</param>
/// <param name="Timing">How long nodes wait for each other.</param>
internal sealed record JoinTerms(
    string Cluster, IReadOnlyList<string> Seeds, PodList? Pods, TimeSpan Patience, TimeSpan ClockSkewMax, MeetingTiming Timing);
