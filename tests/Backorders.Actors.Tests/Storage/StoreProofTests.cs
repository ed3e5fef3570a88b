using Backorders.Actors.Storage;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Storage;

/// <summary>A proof counts for 3 s from the beginning of what gave it, and nothing needs to run for it to lapse.</summary>
public sealed class StoreProofTests
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider time = new();
    private readonly StoreProof proof;

    public StoreProofTests() => proof = new(time);

    [Fact]
    public void Proof_IsNotThereAtFirst_AndHoldsForItsLifetime()
    {
        Assert.False(proof.Holds);
        proof.NoteLook(proof.Now());
        Assert.True(proof.Holds);
        time.Advance(StoreProof.Lifetime - TimeSpan.FromTicks(1));
        Assert.True(proof.Holds);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.False(proof.Holds);
    }

    /// <summary>The process was frozen between the question and the answer: what the store said then is old.</summary>
    [Fact]
    public void Proof_CountsFromTheBeginningOfTheLook()
    {
        long begun = proof.Now();
        time.Set(time.GetUtcNow() + StoreProof.Lifetime);

        proof.NoteLook(begun);

        Assert.False(proof.Holds);
    }

    [Fact]
    public void Proof_AfterAFreeze_IsGoneBeforeAnyTimerHasFired()
    {
        int fired = 0;
        using ITimer timer = time.CreateTimer(_ => fired++, null, second, second);
        proof.NoteLook(proof.Now());

        time.Set(time.GetUtcNow() + TimeSpan.FromSeconds(20));

        Assert.False(proof.Holds);
        Assert.Equal(0, fired);
    }

    [Fact]
    public void Look_ThatBeganEarlier_ShortensNothing()
    {
        long early = proof.Now();
        time.Advance(second);
        proof.NoteLook(proof.Now());
        proof.NoteLook(early);
        time.Advance(second * 2.5);

        Assert.True(proof.Holds);
    }

    [Fact]
    public void Write_ProlongsAProof_AndBringsNoneBack()
    {
        proof.NoteWrite(proof.Now());
        Assert.False(proof.Holds);

        proof.NoteLook(proof.Now());
        time.Advance(second * 2);
        proof.NoteWrite(proof.Now());
        time.Advance(second * 2);
        Assert.True(proof.Holds);
        time.Advance(second);
        Assert.False(proof.Holds);

        proof.NoteWrite(proof.Now());
        Assert.False(proof.Holds);
        proof.NoteLook(proof.Now());
        Assert.True(proof.Holds);
    }

    [Fact]
    public void Proof_ThatHasEnded_NeverHoldsAgain()
    {
        proof.NoteLook(proof.Now());

        proof.End();

        Assert.False(proof.Holds);
        proof.NoteLook(proof.Now());
        Assert.False(proof.Holds);
    }

    [Fact]
    public void ProofOfAStoreOfOneNode_AlwaysHolds()
    {
        StoreProof.Always.NoteLook(StoreProof.Always.Now());
        StoreProof.Always.NoteWrite(StoreProof.Always.Now());

        Assert.True(StoreProof.Always.Holds);
    }
}
