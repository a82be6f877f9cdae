using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Distribution.Testing;

namespace Distribution.Benchmarks.Packages;

/// <summary>
/// A file of 1 GB into the service and out of it, beside cp and sha256sum of the same file: what anybody would do who has both
/// ends on one machine. Rates are megabytes a second; the service is a process of its own, so that its memory is its own.
/// </summary>
internal static class ContentRace
{
    private const int Megabyte = 1_000_000;
    private const int Turns = 3;

    public static async Task RunAsync(Report report, bool quick)
    {
        string[] ways = ["packages: upload by PUT", "packages: upload by tus", "packages: download"];
        if (!Array.Exists(ways, report.Wants))
            return;
        var bytes = quick ? 64L << 20 : 1L << 30;
        using var folder = new TemporaryFolder("content-race");
        var file = Path.Combine(folder.Path, "file.bin");
        await MakeAsync(file, bytes);
        using var service = await ServiceProcess.StartAsync(
            typeof(Distribution.Packages.Program).Assembly,
            ("ConnectionStrings:Database", await PrivatePostgres.CreateDatabaseAsync("packages")),
            ("RabbitMq:Uri", (await PrivateRabbitMq.CreateVirtualHostAsync("packages")).ToString()),
            ("Content:Folder", Path.Combine(folder.Path, "contents")), ("Content:LinkKeys", ServiceUnderTest.LinkKey), ("Logging:LogLevel:Default", "Warning"));
        using var client = new HttpClient(new SignedCallers("packages")) { BaseAddress = service.Client.BaseAddress, Timeout = TimeSpan.FromMinutes(20) };
        var sha256 = await HashAsync(file);

        List<double>[] rates = [[], [], []];
        List<double>[] ratios = [[], [], []];
        for (var turn = 0; turn < Turns; turn++)
        {
            var ceiling = await CopyAndSumAsync(file, folder.Path);
            Func<Task>[] runs = [() => PutAsync(client, file, sha256), () => TusAsync(client, file, sha256), () => DownloadAsync(client, sha256, folder.Path)];
            for (var way = 0; way < runs.Length; way++)
            {
                // What is there already is not written a second time.
                var kept = Path.Combine(folder.Path, "contents", sha256[..2], sha256[2..4], sha256);
                if (way < 2 && File.Exists(kept))
                    File.Delete(kept);
                var seconds = await TimeAsync(runs[way]);
                rates[way].Add(bytes / seconds / Megabyte);
                ratios[way].Add(ceiling / seconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"turn {turn + 1}: cp + sha256sum {bytes / ceiling / Megabyte:N0} MB/s; PUT {rates[0][turn]:N0}, tus {rates[1][turn]:N0}, download {rates[2][turn]:N0} MB/s"));
        }

        for (var way = 0; way < ways.Length; way++)
            report.Figure($"{ways[way]} of {bytes >> 20} MiB beside cp + sha256sum, {Contest.Median(rates[way]).ToString("N0", CultureInfo.InvariantCulture)} MB/s, ratio", Contest.Median(ratios[way]), 0.5);
        report.Figure("packages: peak memory of the service, MB", PeakMemory(service.Id), 200, atMost: true);
    }

    private static async Task MakeAsync(string path, long bytes)
    {
        await using var file = File.Create(path);
        var block = new byte[1 << 20];
        for (var left = bytes; left > 0; left -= block.Length)
        {
            RandomNumberGenerator.Fill(block);
            await file.WriteAsync(block);
        }
    }

    private static async Task<string> HashAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file));
    }

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var watch = Stopwatch.StartNew();
        await run();
        return watch.Elapsed.TotalSeconds;
    }

    private static Task<double> CopyAndSumAsync(string file, string folder) => TimeAsync(async () =>
    {
        var copy = Path.Combine(folder, "copy.bin");
        await RunAsync("cp", file, copy);
        await RunAsync("sha256sum", copy);
        File.Delete(copy);
    });

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
    }

    private static async Task PutAsync(HttpClient client, string path, string sha256)
    {
        await using var file = File.OpenRead(path);
        using var answer = await client.PutAsync($"/contents/{sha256}", new StreamContent(file, 1 << 17));
        answer.EnsureSuccessStatusCode();
    }

    private static async Task TusAsync(HttpClient client, string path, string sha256)
    {
        await using var file = File.OpenRead(path);
        using var create = new HttpRequestMessage(HttpMethod.Post, "/uploads") { Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Length", $"{file.Length}" } } };
        using var created = await client.SendAsync(create);
        using var append = new HttpRequestMessage(HttpMethod.Patch, created.Headers.Location) { Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", "0" } } };
        append.Content = new StreamContent(file, 1 << 17) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } };
        using var answer = await client.SendAsync(append);
        if (answer.Headers.GetValues("Content-Sha256").Single() != sha256)
            throw new InvalidDataException("The upload became other content.");
    }

    /// <summary>As an agent does: to a file, hashing on the way.</summary>
    private static async Task DownloadAsync(HttpClient client, string sha256, string folder)
    {
        using var registered = await client.PostAsJsonAsync("/packages", new { name = "large", kind = "Files", fileName = "file.bin", contentSha256 = sha256, destinationFolder = "/srv" });
        var id = (await registered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        using var answer = await client.GetAsync($"/packages/{id}/content", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        var copy = Path.Combine(folder, "download.bin");
        await using (var body = await answer.Content.ReadAsStreamAsync())
        await using (var file = new FileStream(copy, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 }))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 17];
            for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read));
            }

            if (Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256)
                throw new InvalidDataException("The download is other content.");
        }

        File.Delete(copy);
    }

    /// <summary>The most that a process ever had in memory, in megabytes; known on Linux only.</summary>
    private static double PeakMemory(int process) => File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is var line
        ? double.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024 / Megabyte
        : 0;
}
