using System.Diagnostics;
using Distribution.Packages.Reading;

namespace Distribution.Packages.Tests;

public sealed class UnpackingTests
{
    [Theory]
    [InlineData("xz")]
    [InlineData("zstd")]
    public void What_the_system_tool_packs_is_unpacked_to_the_same_bytes(string program)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var plain = Text(random, random.Next(seed % 3 == 0 ? 300 : 400_000));
            var level = random.Next(1, program == "xz" ? 9 : 19);
            var packed = Piped(plain, program, $"-{level}", "-c", seed % 2 == 0 ? "--threads=1" : "--threads=2");
            Unpack(program, packed, 1 << 20).AsSpan().SequenceEqual(plain).ShouldBeTrue($"seed {seed}: {plain.Length} bytes by {program} -{level}");
        }
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("zstd")]
    public void What_unpacks_without_end_is_unpacked_as_far_as_is_allowed(string program)
    {
        var packed = Piped(new byte[64 << 20], program, "-9", "-c");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Unpack(program, packed, 1 << 20).Length.ShouldBe(1 << 20);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16 << 20);
    }

    private static byte[] Unpack(string program, byte[] packed, int most) => program == "xz" ? Xz.Unpack(packed, most) : Zstandard.Unpack(packed, most);

    // Words that come again at many distances, stretches of one letter, and noise: every kind of block.
    private static byte[] Text(Random random, int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var piece = Math.Min(length - at, random.Next(1, 2000));
            switch (random.Next(4))
            {
                case 0: random.NextBytes(bytes.AsSpan(at, piece)); break;
                case 1: bytes.AsSpan(at, piece).Fill((byte)random.Next(256)); break;
                case 2 when at > 0:
                    var from = random.Next(at);
                    for (var i = 0; i < piece; i++)
                        bytes[at + i] = bytes[from + i];
                    break;
                default:
                    for (var i = 0; i < piece; i++)
                        bytes[at + i] = (byte)"etaoin shrdlu\n"[random.Next(14)];
                    break;
            }

            at += piece;
        }

        return bytes;
    }

    private static byte[] Piped(byte[] input, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        reading.Wait();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output.ToArray();
    }
}
