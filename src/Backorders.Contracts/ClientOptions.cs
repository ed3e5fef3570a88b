using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;

namespace Backorders.V1;

/// <summary>How a <see cref="BackordersClient"/> connects and repeats itself.</summary>
public sealed class ClientOptions
{
    /// <summary>Whom a key that serves all owners acts for; null when the key is bound to an owner.</summary>
    public string? Owner { get; set; }

    /// <summary>
    /// Gives the token of an issuer that the node trusts, in the place of a key; asked for every call and stream, so it may be renewed. It should give one that it has, and get another shortly
    /// before that runs out. Null for none.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? Token { get; set; }

    /// <summary>
    /// A certificate with its private key that the connection is made with, beside or in the place of a key. Only used with <c>https://</c>. Null for none.
    /// </summary>
    public X509Certificate2? ClientCertificate { get; set; }

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

    /// <summary>Metadata for every call; a key that a call sets itself is not sent twice. Null for none.</summary>
    public Metadata? Headers { get; set; }

    /// <summary>
    /// Changes how connections are made, for example which roots are trusted (<see cref="SocketsHttpHandler.SslOptions"/>) or when a silent connection is pinged. By default a
    /// connection must stand within 10 s, is pinged after 30 s of silence while calls are open, and is given up when a ping is not answered within 20 s.
    /// </summary>
    public Action<SocketsHttpHandler>? ConfigureConnection { get; set; }

    /// <summary>Changes the channels' settings, for example the largest message (by default 4 MiB). A handler that is set here replaces the client's own.</summary>
    public Action<GrpcChannelOptions>? ConfigureChannel { get; set; }
}
