using Backorders.Server.Tests;

namespace Backorders.EndToEnd.Tests.Way;

/// <summary>One receipt at a real node in this process, which is a <see cref="TracedCopy"/>.</summary>
internal static class TracedReceipt
{
    /// <param name="first">The file that a receipt enters first.</param>
    /// <param name="result">Where to write the files that it passed: each once, in the order of their first methods.</param>
    public static async Task<int> RunAsync(string first, string result)
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-1", 10));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-2", 10));

        // The same once before, so that all is compiled; and what the node still did for it when it was answered has ended.
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 10));
        int before = -1;
        await Poll.UntilAsync(() => Trace.Passed.Count == before || (before = Trace.Passed.Count) < 0);

        V1.ReceiveResponse answer = await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("2", 10));
        Assert.Equal("SO-2", Assert.Single(answer.Dispositions).OrderNo);
        await File.WriteAllLinesAsync(result, Trace.Passed.Skip(before).SkipWhile(f => f != first).Distinct());
        return 0;
    }
}
