using System.Net;
using System.Security.Cryptography;

namespace Distribution.Packages.Tests;

public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("full-disk");
    private SmallDisk? _disk;
    private ServiceUnderTest? _service;

    private HttpClient Client => _service!.Client;

    public async ValueTask InitializeAsync()
    {
        _disk = new SmallDisk(_folder.Path, 4 << 20);
        _service = await ServiceUnderTest.StartAsync(Program.Build, ("Content:Folder", _disk.Path));
    }

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        _disk!.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Content_that_finds_no_room_is_refused_and_leaves_none_of_it_taken()
    {
        using var answer = await Client.PutAsync($"/contents/{Hash(new byte[6 << 20])}", new ByteArrayContent(new byte[6 << 20]));
        ((int)answer.StatusCode).ShouldBe(507);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("disk is full");
        var bytes = RandomNumberGenerator.GetBytes(3 << 20);
        (await Client.PutAsync($"/contents/{Hash(bytes)}", new ByteArrayContent(bytes))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_upload_that_finds_no_room_goes_on_when_there_is_some()
    {
        var bytes = RandomNumberGenerator.GetBytes(3 << 20);
        var upload = await Client.Create(bytes.Length, ("sha256", Hash(bytes)));
        var filler = Path.Combine(_disk!.Path, "filler");
        await File.WriteAllBytesAsync(filler, new byte[2 << 20]);
        (await Status(Client.Append(upload, 0, bytes))).ShouldBe(507);
        var offset = await Client.Offset(upload);
        offset.ShouldBeInRange(1, bytes.Length - 1);
        File.Delete(filler);
        using var rest = await Client.Append(upload, offset, bytes[(int)offset..]);
        rest.Header("Content-Sha256").ShouldBe(Hash(bytes));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static async Task<int> Status(Task<HttpResponseMessage> request)
    {
        using var answer = await request;
        return (int)answer.StatusCode;
    }
}
