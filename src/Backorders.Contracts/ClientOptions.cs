using Backorders.Grpc.Client;

namespace Backorders.V1;

/// <summary>How a <see cref="BackordersClient"/> connects and repeats itself.</summary>
public sealed class ClientOptions
{
    /// <summary>Whom a key that serves all owners acts for; null when the key is bound to an owner.</summary>
    public string? Owner { get; set; }

    /// <summary>
    /// Sends calls that name a warehouse straight to the node that serves it, which saves the hop through another one. The client learns from the nodes' answers
    /// where each warehouse is, so it must reach all of them. Default false: any node answers any call. Streams of requests always go by one node.
    /// </summary>
    public bool Direct { get; set; }

    /// <summary>Nodes to hold a connection to at most, when calls go straight. Default 16; an owner beyond that is asked through another node.</summary>
    public int NodesMax { get; set; } = 16;

    /// <summary>Tries of one call in all, as long as the refusals are transient. Default 5; 1 means never again.</summary>
    public int AttemptsMax { get; set; } = 5;

    /// <summary>
    /// The wait before the second try when the server names none; doubles with each further try, and each is drawn between half and the whole of it.
    /// Default 50 ms.
    /// </summary>
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait between two tries of the client's own choice. Default 5 s. A server may ask for more, and then gets up to half as much again.</summary>
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock of the waits.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Further settings of the connection; null for the defaults. They belong to the client from then on: do not share them between two.</summary>
    public GrpcChannelOptions? Channel { get; set; }
}
