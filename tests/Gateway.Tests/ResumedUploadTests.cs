using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Distribution.Gateway.Tests;

/// <summary>The terminal uploads over a line that is cut again and again.</summary>
public sealed class ResumedUploadTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("upload");
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(3_000_000);
    private readonly MemoryStream _kept = new();
    private readonly Queue<int> _cuts = new([1, 700_000, 0, 1_000_000]);
    private int _begun;
    private string _metadata = "";
    private TaskCompletionSource? _reachedTheMiddle;
    private GatewayBefore _gateway = null!;

    private string File => Path.Combine(_folder.Path, "tool.deb");

    public async ValueTask InitializeAsync()
    {
        await System.IO.File.WriteAllBytesAsync(File, _bytes);
        _gateway = await GatewayBefore.Services(Map);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_goes_on_after_every_cut_where_the_platform_says_that_it_stands()
    {
        (await Terminal.Run(_gateway.Address, ["package", "register", File, "--name", "tool"])).ShouldSucceed();
        _kept.ToArray().ShouldBe(_bytes);
        _cuts.ShouldBeEmpty();
        _begun.ShouldBe(1);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(_bytes));
        _metadata.ShouldBe($"filename {Convert.ToBase64String("tool.deb"u8)},sha256 {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(sha256))}");
    }

    [Fact]
    public async Task A_run_that_was_ended_in_the_middle_is_gone_on_with_by_the_next()
    {
        _cuts.Clear();
        _reachedTheMiddle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = new CancellationTokenSource();
        var first = Terminal.Run(_gateway.Address, ["package", "register", File, "--name", "tool"], end.Token);
        await _reachedTheMiddle.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await end.CancelAsync();
        (await first).ExitCode.ShouldBe(1);
        _kept.Length.ShouldBeInRange(1_000_000, 2_999_999);

        _reachedTheMiddle = null;
        (await Terminal.Run(_gateway.Address, ["package", "register", File, "--name", "tool"])).ShouldSucceed();
        _kept.ToArray().ShouldBe(_bytes);
        _begun.ShouldBe(1, "the second run went on with the first one's upload");
    }

    private void Map(WebApplication app)
    {
        app.MapMethods("/contents/{sha256}", ["HEAD"], () => Results.NotFound());
        app.MapPost("/uploads", (HttpContext http) =>
        {
            http.Request.Headers["Tus-Resumable"].ToString().ShouldBe("1.0.0");
            http.Request.Headers["Upload-Length"].ToString().ShouldBe("3000000");
            _metadata = http.Request.Headers["Upload-Metadata"].ToString();
            return Results.Created($"/uploads/{++_begun}", null);
        });
        app.MapMethods("/uploads/{id}", ["HEAD"], (HttpContext http) =>
        {
            http.Response.Headers["Upload-Offset"] = _kept.Length.ToString(CultureInfo.InvariantCulture);
            return Results.Ok();
        });
        app.MapPatch("/uploads/{id}", Append);
        app.MapPost("/packages", () => Results.Json(new { id = Guid.NewGuid(), name = "tool", softwareVersion = "1" }, statusCode: 201));
    }

    private async Task Append(HttpContext http)
    {
        http.Request.Headers["Upload-Offset"].ToString().ShouldBe(_kept.Length.ToString(CultureInfo.InvariantCulture));
        http.Request.ContentType.ShouldBe("application/offset+octet-stream");
        var left = _cuts.TryDequeue(out var cut) ? cut : int.MaxValue;
        var buffer = new byte[65_536];
        while (left > 0)
        {
            var read = await http.Request.Body.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
            if (read == 0)
            {
                http.Response.StatusCode = 204;
                return;
            }
            _kept.Write(buffer, 0, read);
            left -= read;
            if (_reachedTheMiddle is { } middle && _kept.Length >= 1_000_000)
            {
                middle.TrySetResult();
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            }
        }
        http.Abort();
    }
}
