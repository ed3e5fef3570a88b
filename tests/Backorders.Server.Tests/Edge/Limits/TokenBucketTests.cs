using Backorders.Server.Edge.Limits;
using Backorders.Testing;

namespace Backorders.Server.Tests.Edge.Limits;

/// <summary>Buckets, by a clock that is moved by hand.</summary>
public sealed class TokenBucketTests
{
    private readonly ManualTimeProvider time = new();

    [Fact]
    public void Bucket_GivesWhatItHolds_ThenSaysExactlyWhenThereIsMore()
    {
        TokenBucket bucket = new(10, 5, time);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (bucket.Wait(), bucket.Take()));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(100), bucket.Wait());
        time.Advance(TimeSpan.FromMilliseconds(60));
        Assert.Equal(TimeSpan.FromMilliseconds(40), bucket.Wait());
        time.Advance(TimeSpan.FromMilliseconds(40));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (bucket.Wait(), bucket.Take()));
        Assert.Equal(TimeSpan.FromMilliseconds(100), bucket.Wait());
    }

    [Fact]
    public void Bucket_FillsUp_AndHoldsNoMoreThanItMay()
    {
        TokenBucket bucket = new(10, 5, time);
        bucket.Take();
        Assert.False(bucket.IsFull);
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(bucket.IsFull);

        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => bucket.Take() == TimeSpan.Zero));
    }

    [Fact]
    public void Bucket_MayBeOverdrawn_ByAsMuchAsItHolds()
    {
        TokenBucket bucket = new(10, 5, time);
        TimeSpan[] waits = [.. Enumerable.Range(0, 8).Select(_ => bucket.Take())];
        Assert.Equal([0, 0, 0, 0, 0, 100, 200, 300], waits.Select(w => w.TotalMilliseconds));

        for (int i = 0; i < 1_000; i++)
        {
            bucket.Take();
        }

        Assert.Equal(TimeSpan.FromMilliseconds(600), bucket.Wait()); // five that are owed, and the next
    }

    [Fact]
    public void Bucket_TakenFromByMany_GivesEachTokenOnce()
    {
        TokenBucket bucket = new(1, 500, time);
        int given = 0;
        Parallel.For(0, 2_000, _ => Interlocked.Add(ref given, bucket.Take() == TimeSpan.Zero ? 1 : 0));

        Assert.Equal(500, given);
    }

    [Fact]
    public void Buckets_AreOneForEach_AndForgottenWhenTheyAreFull()
    {
        Buckets<int> buckets = new(1, 1, time, max: 100);
        Enumerable.Range(0, 100).ToList().ForEach(i => buckets.Of(i).Take());
        Assert.Equal(TimeSpan.FromSeconds(1), buckets.Find(7)!.Wait());

        // There are too many: newcomers share one.
        buckets.Of(1_000).Take();
        Assert.Equal((100, TimeSpan.FromSeconds(1)), (buckets.Count, buckets.Of(1_001).Wait()));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((TimeSpan.Zero, 1), (buckets.Of(1_002).Wait(), buckets.Count));
        Assert.Null(buckets.Find(7));
    }
}
