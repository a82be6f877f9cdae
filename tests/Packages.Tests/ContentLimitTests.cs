using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Distribution.Packages.Content;

namespace Distribution.Packages.Tests;

/// <summary>Tests that measure this process's memory, and so cannot share it with others at work.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class ContentLimitTests(PackagesService packages, ITestOutputHelper output)
{
    [Fact]
    public async Task Content_of_the_limit_is_kept_in_little_memory_and_one_byte_more_is_not()
    {
        var address = HashOfZeros(ContentStore.LimitBytes);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        var clock = Stopwatch.StartNew();
        using var whole = await Put(address, ContentStore.LimitBytes, () => most = Math.Max(most, GC.GetTotalMemory(false) - before));
        output.WriteLine($"{ContentStore.LimitBytes >> 20} MiB in {clock.Elapsed.TotalSeconds:F1} s, {most >> 20} MiB of memory more than before");
        whole.StatusCode.ShouldBe(HttpStatusCode.Created);
        most.ShouldBeLessThan(100 << 20);
        var kept = Path.Combine(packages.ContentFolder, address[..2], address[2..4], address);
        new FileInfo(kept).Length.ShouldBe(1_073_741_824);
        File.Delete(kept);

        // Without a length nobody can refuse it beforehand: it must be noticed while it comes in.
        using var more = await Put(address, ContentStore.LimitBytes + 1, () => { });
        more.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await more.Content.ReadAsStringAsync()).ShouldContain("1073741824");
        Directory.GetFiles(Path.Combine(packages.ContentFolder, "incoming")).Where(path => new FileInfo(path).Length > 1 << 20).ShouldBeEmpty();
    }

    private Task<HttpResponseMessage> Put(string address, long bytes, Action look) =>
        packages.Client.PutAsync($"/contents/{address}", new Zeros(bytes, look));

    private static string HashOfZeros(long bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[1 << 20];
        for (var left = bytes; left > 0; left -= block.Length)
            hash.AppendData(block);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A body of zeros, sent in pieces and without telling its length.</summary>
    private sealed class Zeros(long bytes, Action look) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[1 << 20];
            for (var left = bytes; left > 0; left -= block.Length)
            {
                await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
                look();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
