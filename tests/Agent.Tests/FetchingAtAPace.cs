using System.Diagnostics;
using System.Security.Cryptography;
using Distribution.Agent.Transfers;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

public sealed class FetchingAtAPace : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new("pace");
    private readonly HttpClient http = new();
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(250_000);
    private PlayedGateway gateway = null!;
    private ContentReference content = null!;

    private string Part => Path.Combine(folder.Path, "part");

    public async ValueTask InitializeAsync()
    {
        gateway = await PlayedGateway.StartAsync();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        gateway.Contents[sha256] = bytes;
        content = new(sha256, bytes.Length, "office.msi", $"/api/contents/{sha256}");
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_rate_is_kept()
    {
        var taking = Stopwatch.StartNew();
        (await Fetch(new(BytesPerSecond: 100_000))).ShouldBe(DownloadEnd.Complete);
        taking.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        (await File.ReadAllBytesAsync(Part)).ShouldBe(bytes);
    }

    [Fact]
    public async Task Content_comes_in_pieces_with_a_pause_after_each_that_outlives_the_agent()
    {
        var pace = new Pace(PieceBytes: 100_000, Pause: TimeSpan.FromMinutes(5));
        (await Fetch(pace)).ShouldBe(DownloadEnd.Paused);
        new FileInfo(Part).Length.ShouldBe(100_000);
        pace.WaitsUntil(new(Part))!.Value.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(4));

        (await Fetch(pace)).ShouldBe(DownloadEnd.Paused);
        (await Fetch(pace)).ShouldBe(DownloadEnd.Complete);
        pace.WaitsUntil(new(Part)).ShouldBeNull();
        gateway.Ranges.ShouldBe(["bytes=0-99999", "bytes=100000-199999", "bytes=200000-"]);
        (await File.ReadAllBytesAsync(Part)).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_piece_that_was_cut_off_is_gone_on_with_at_once_and_a_server_without_ranges_sends_no_more_than_a_piece()
    {
        await File.WriteAllBytesAsync(Part, bytes[..150_000]);
        var pace = new Pace(PieceBytes: 100_000);
        pace.WaitsUntil(new(Part)).ShouldBeNull();
        gateway.Misbehave = async (context, all) =>
        {
            await context.Response.Body.WriteAsync(all);
            return true;
        };
        (await Fetch(pace)).ShouldBe(DownloadEnd.Paused);
        new FileInfo(Part).Length.ShouldBe(100_000);
    }

    [Theory]
    [InlineData(new[] { "--rate-limit", "50" }, 51_200L, null, null)]
    [InlineData(new[] { "--piece-size", "2048" }, null, 2_097_152L, null)]
    [InlineData(new[] { "--piece-pause", "5" }, null, 1_048_576L, 5)]
    public void The_options_say_how_fast(string[] arguments, long? rate, long? piece, int? minutes)
    {
        AgentOptions.TryParse(arguments, _ => null, out var options, out _).ShouldBeTrue();
        options!.Pace.ShouldBe(new Pace(rate, piece, minutes is { } pause ? TimeSpan.FromMinutes(pause) : null));
    }

    [Theory]
    [InlineData("--piece-size", "2097152"), InlineData("--piece-pause", "1441"), InlineData("--rate-limit", "fast")]
    public void A_number_out_of_its_range_is_refused(string option, string value)
    {
        AgentOptions.TryParse([option, value], _ => null, out _, out var fault).ShouldBeFalse();
        fault!.ShouldContain($"and is '{value}'");
    }

    private async Task<DownloadEnd> Fetch(Pace pace) => (await new Download(http, gateway.Address, pace: pace).Into(Part, content, default)).End;
}
