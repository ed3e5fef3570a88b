namespace Backorders.Actors.Tests.Simulation;

/// <summary>Faults that are built in on purpose: a simulation that does not find them finds nothing.</summary>
public enum SessionBug
{
    /// <summary>None.</summary>
    None,

    /// <summary>The store says "durable" before it is.</summary>
    AcknowledgesEarly,

    /// <summary>The store lets an earlier owner write over a row.</summary>
    DoesNotFence,

    /// <summary>The store loses the last turn of some rows.</summary>
    LosesATurn,

    /// <summary>Retries come under a new key.</summary>
    ForgetsKeys,

    /// <summary>A snapshot holds turns that are not durable yet, under the number of the last durable row.</summary>
    StateAheadOfSnapshot,

    /// <summary>A snapshot is stored under the number of the row after the one it holds.</summary>
    NumberAheadOfSnapshot,

    /// <summary>Whoever runs the session hands answers out when they are decided.</summary>
    AnswersBeforeThePersist,

    /// <summary>Recovery leaves out the rows of a writer that wrote before another one and after it again.</summary>
    DiscardsReturnedWriter,

    /// <summary>Whoever runs the session tells seats of leases when they are decided.</summary>
    OffersBeforeThePersist,

    /// <summary>Whoever runs the session does not say again who sits, after a recovery.</summary>
    LosesSeatsOnRecovery,

    /// <summary>A station's stream does not register with the node that has the warehouse now.</summary>
    StaysWithADeadOwner,

    /// <summary>Whoever runs the session takes one up again of which it has abandoned turns.</summary>
    GoesOnWithAnAbandonedSession,
}
