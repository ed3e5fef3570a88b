using Backorders.Domain.Ids;
using Backorders.Domain.Snapshots;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>What only few lines have: a slipped promise, a substitute, a line that it continues. Kept apart, because a warehouse has very many lines.</summary>
internal sealed class LineSide
{
    /// <summary>The date the customer agreed to; null as long as it is the first promise.</summary>
    public Instant? Agreed { get; set; }

    /// <summary>How many delays the customer agreed to, by a word or by silence.</summary>
    public int Delays { get; set; }

    /// <summary>The open question whether he waits; null when none is.</summary>
    public AskedDelay? Asked { get; set; }

    /// <summary>What is offered instead; null when nothing is.</summary>
    public Sku? Offered { get; set; }

    /// <summary>The line that replaces this one after a substitution; 0 when none does.</summary>
    public int SubstitutedBy { get; set; }

    /// <summary>The line that this one replaces after a substitution; 0 when it replaces none.</summary>
    public int Substitutes { get; set; }

    /// <summary>The line of which this one is the increment; 0 when it was ordered by itself.</summary>
    public int Continues { get; set; }

    /// <summary>Shipped units that came back and for which a refund was told.</summary>
    public Quantity Refunded { get; set; }

    /// <summary>Units whose payment was captured and not refunded: those packed or shipped, and those that were lost after it.</summary>
    public Quantity Paid { get; set; }

    /// <summary>The broken promise that was last told; null when none was.</summary>
    public Instant? Broken { get; set; }

    /// <summary>Why its promise last moved.</summary>
    public PromiseCause Cause { get; set; }

    /// <summary>Until when the customer is told no better date, because he was told something; null when he never was.</summary>
    public Instant? QuietUntil { get; set; }

    public static LineSide Load(ref SnapshotReader from)
    {
        LineSide side = new()
        {
            Agreed = from.ReadBool() ? from.ReadInstant() : null,
            Delays = from.ReadInt32(),
            SubstitutedBy = from.ReadInt32(),
            Substitutes = from.ReadInt32(),
            Continues = from.ReadInt32(),
            Refunded = from.ReadQuantity(),
            Paid = from.ReadQuantity(),
            Cause = (PromiseCause)from.ReadInt32(),
            Broken = from.ReadBool() ? from.ReadInstant() : null,
            QuietUntil = from.ReadBool() ? from.ReadInstant() : null,
            Offered = from.ReadBool() ? Sku.FromTrusted(from.ReadText()) : null,
        };
        side.Asked = from.ReadBool() ? new AskedDelay(from.ReadInstant(), from.ReadInstant(), from.ReadBool()) : null;
        return side;
    }

    public void Save(SnapshotWriter to)
    {
        Write(to, Agreed);
        to.Write((long)Delays);
        to.Write((long)SubstitutedBy);
        to.Write((long)Substitutes);
        to.Write((long)Continues);
        to.Write(Refunded);
        to.Write(Paid);
        to.Write((long)Cause);
        Write(to, Broken);
        Write(to, QuietUntil);
        to.Write(Offered is not null);
        if (Offered is { } sku)
        {
            to.Write(sku.Value);
        }

        to.Write(Asked is not null);
        if (Asked is { } asked)
        {
            to.Write(asked.To);
            to.Write(asked.Deadline);
            to.Write(asked.SilenceConsents);
        }
    }

    private static void Write(SnapshotWriter to, Instant? at)
    {
        to.Write(at is not null);
        if (at is { } set)
        {
            to.Write(set);
        }
    }
}

/// <summary>An open question whether a customer waits.</summary>
/// <param name="To">The date he is asked to agree to.</param>
/// <param name="Deadline">Until when.</param>
/// <param name="SilenceConsents">What no answer means.</param>
internal readonly record struct AskedDelay(Instant To, Instant Deadline, bool SilenceConsents);
