using System.Text;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Attachments.Multipart;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Attachments;

/// <summary>Bodies of very many parts. Memory is counted for the whole process, so nothing else may run meanwhile.</summary>
[Collection(Alone)]
public sealed class ManyPartsTests
{
    private const string Alone = "Alone";

    [Fact]
    public async Task Ten_thousand_parts_are_refused_at_the_first_too_many_and_do_not_fill_the_memory()
    {
        await using var lrs = await LrsServer.StartAsync(maxBody: 10_000_000);
        var many = Enumerable.Range(0, 10_000).Select(i => Encoding.ASCII.GetBytes($"{i}")).ToArray();
        // Statements without parts fit the bounds, so that only the parts' number is too great.
        await RefusedAsync(lrs, many[..1_001].Aggregate(Of(With(many[..1_001])), (b, d) => b.Data(d)).End(), "part-count", 1_002);
        var body = many.Aggregate(Of(With(Data)), (b, d) => b.Data(d)).End();
        var before = GC.GetTotalAllocatedBytes();
        await RefusedAsync(lrs, body, "part-unknown", 2);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10_000_000);
    }

    private static byte[] Data => "here is a simple attachment"u8.ToArray();

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class Collection;
}
