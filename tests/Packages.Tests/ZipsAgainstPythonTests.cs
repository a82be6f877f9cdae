using System.Diagnostics;
using Distribution.Packages.Zips;

namespace Distribution.Packages.Tests;

/// <summary>Zips built at random by Python, of which Python says by its own reading whether the rules allow them.</summary>
public sealed class ZipsAgainstPythonTests(ITestOutputHelper output) : IDisposable
{
    private const int Count = 3000, MostBytes = 20_000, MostEntries = 6;

    private readonly TemporaryFolder _folder = new("zips");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_zip_is_accepted_or_refused_as_the_rules_say(int seed)
    {
        var verdicts = await BuildAsync(seed);
        List<string> differing = [];
        foreach (var (number, expected, why) in verdicts)
        {
            // Pieces of any size come from a network.
            await using var zip = new Trickle(await File.ReadAllBytesAsync(Path.Combine(_folder.Path, $"{number}.zip")), new Random(number));
            var verdict = await ZipInspection.JudgeAsync(zip, new ZipLimits(MostBytes, MostEntries));
            if ((verdict.Refusal is null ? "accepted" : "refused") != expected)
                differing.Add($"{number}: Python {expected} {why}; here: {verdict.Refusal ?? "accepted"}");
        }

        var accepted = verdicts.Count(verdict => verdict.Expected == "accepted");
        output.WriteLine($"{accepted} accepted, {verdicts.Count - accepted} refused");
        differing.ShouldBeEmpty();
        verdicts.Count.ShouldBe(Count);
        accepted.ShouldBeInRange(Count / 4, Count * 3 / 4);
    }

    private async Task<List<(int Number, string Expected, string Why)>> BuildAsync(int seed)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "python", "zips.py");
        using var python = Process.Start(new ProcessStartInfo("python3", [script, _folder.Path, $"{seed}", $"{Count}", $"{MostBytes}", $"{MostEntries}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var faults = python.StandardError.ReadToEndAsync();
        var lines = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        python.ExitCode.ShouldBe(0, await faults);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(parts => (int.Parse(parts[0]), parts[1], parts[2]))];
    }

    private sealed class Trickle(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 3000))], cancellationToken);
    }
}
