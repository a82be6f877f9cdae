using System.Diagnostics;
using Distribution.Packages.Reading;

namespace Distribution.Packages.Tests;

/// <summary>Real installers with some of their bytes changed: whatever comes out, the answer is an answer, within memory and time.</summary>
public sealed class HostileContentTests(RealInstallers real)
{
    private const int Mutations = 3000;
    private const long MostAllocated = 200 << 20;
    private static readonly byte[] Telling = [0, 1, 0x7f, 0x80, 0xff];

    [Theory]
    [InlineData("msi")]
    [InlineData("deb gzip")]
    [InlineData("deb xz")]
    [InlineData("deb zstd")]
    [InlineData("rpm")]
    [InlineData("exe")]
    [InlineData("pkg")]
    [InlineData("zip")]
    public void A_changed_file_is_answered_within_bounds(string kind)
    {
        var (name, sample, innerPath) = Sample(kind);
        var random = new Random(2026);
        var readable = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Changed(sample, random);
            var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            var read = Should.NotThrow(() => ContentReading.Read(new MemoryStream(bytes), name, innerPath), $"{kind}, mutation {i}");
            readable += read.NotReadable is null ? 1 : 0;
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostAllocated, $"{kind}, mutation {i}");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), $"{kind}, mutation {i}");
        }

        // A test in which everything, or nothing, is refused would look at one line of the reader only.
        readable.ShouldBeInRange(1, Mutations - 1);
    }

    private static byte[] Changed(byte[] sample, Random random)
    {
        var bytes = random.Next(10) == 0 ? sample[..random.Next(sample.Length)] : [.. sample];
        for (var changes = random.Next(1, 8); changes > 0 && bytes.Length > 0; changes--)
        {
            // What steers a reader stands mostly at the beginning.
            var at = random.Next(random.Next(3) == 0 ? bytes.Length : Math.Min(bytes.Length, 2048));
            if (random.Next(2) == 0)
                bytes[at] = Telling[random.Next(Telling.Length)];
            else if (random.Next(2) == 0)
                bytes[at] ^= (byte)(1 << random.Next(8));
            else
                random.NextBytes(bytes.AsSpan(at, Math.Min(4, bytes.Length - at)));
        }

        return bytes;
    }

    private (string Name, byte[] Sample, string? InnerPath) Sample(string kind) => kind switch
    {
        "msi" => ("x.msi", File.ReadAllBytes(real.Msi()), null),
        "rpm" => ("x.rpm", File.ReadAllBytes(real.Rpm()), null),
        "exe" => ("x.exe", File.ReadAllBytes(real.Nsis("amd64-unicode")), null),
        "pkg" => ("x.pkg", MacPackages.Component("<pkg-info identifier=\"org.example.hello\" version=\"1.2.3\"/>"), null),
        "zip" => ("x.zip", ZipContentTests.Zip(System.IO.Compression.CompressionLevel.Fastest, ("a/tool.deb", File.ReadAllBytes(real.Deb("gzip")))).ToArray(), "a/tool.deb"),
        _ => ("x.deb", File.ReadAllBytes(real.Deb(kind[4..])), null),
    };
}
