using System.Security.Cryptography;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Http;

namespace Distribution.Packages.Tests;

public sealed class ContentStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("contents");
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(300_000);
    private readonly ContentStore _store;
    private readonly string _address;

    public ContentStoreTests()
    {
        _store = new ContentStore(new FolderBlobs(_folder.Path));
        _address = Convert.ToHexStringLower(SHA256.HashData(_bytes));
    }

    [Fact]
    public async Task Content_is_kept_once_under_its_hash()
    {
        await Put(_bytes);
        await Put(_bytes);
        (await _store.FindAsync(_address))!.Size.ShouldBe(_bytes.Length);
        await using var kept = await _store.OpenAsync(_address);
        var read = new byte[_bytes.Length];
        await kept.ReadExactlyAsync(read);
        read.ShouldBe(_bytes);
        Files().ShouldBe([Path.Combine(_address[..2], _address[2..4], _address)]);
    }

    [Fact]
    public async Task Content_that_is_not_what_its_address_says_is_not_kept()
    {
        (await Should.ThrowAsync<UnprocessableException>(() => Put([.. _bytes, 0]))).Message.ShouldContain("300001 bytes");
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_limit_is_inclusive_and_one_byte_more_leaves_nothing()
    {
        (await Should.ThrowAsync<BadHttpRequestException>(() => Put(_bytes, _bytes.Length - 1))).StatusCode.ShouldBe(413);
        Files().ShouldBeEmpty();
        await Put(_bytes, _bytes.Length);
        Files().Count.ShouldBe(1);
    }

    [Fact]
    public void The_limit_is_the_one_of_the_domain() => ContentStore.LimitBytes.ShouldBe(1_073_741_824);

    [Fact]
    public async Task A_body_that_breaks_off_leaves_nothing()
    {
        await Should.ThrowAsync<IOException>(() => PutContent.KeepAsync(_store, _address, null, new BreakingStream(_bytes, 200_000)));
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_uploads_at_once_end_as_one_content()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Put(_bytes))));
        Files().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Damaged_content_is_not_found_and_the_same_bytes_heal_it()
    {
        await Put(_bytes);
        await _store.SetAsideAsync(_address, CancellationToken.None);
        (await _store.FindAsync(_address)).ShouldBeNull();
        (await _store.ListDamagedAsync(CancellationToken.None)).ShouldHaveSingleItem().Sha256.ShouldBe(_address);
        await Put(_bytes);
        (await _store.FindAsync(_address)).ShouldNotBeNull();
        (await _store.ListDamagedAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_list_goes_on_behind_any_address()
    {
        var addresses = Enumerable.Range(0, 40).Select(i => RandomNumberGenerator.GetBytes(10 + i)).ToDictionary(bytes => Convert.ToHexStringLower(SHA256.HashData(bytes)));
        foreach (var (address, bytes) in addresses)
            await PutContent.KeepAsync(_store, address, null, new MemoryStream(bytes));
        var order = addresses.Keys.Order(StringComparer.Ordinal).ToList();
        (await Listed("")).ShouldBe(order);
        (await Listed(order[17])).ShouldBe(order[18..]);
        (await Listed(order[^1])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../../../../../../../../../../../../../../../../../../etc/passwd..")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("")]
    public async Task What_is_not_a_hash_finds_nothing(string address) => (await _store.FindAsync(address)).ShouldBeNull();

    [Fact]
    public void A_full_disk_is_recognised_by_the_systems_own_fault()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only this system has a device that is always full.");
        var fault = Should.Throw<IOException>(() =>
        {
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            full.Write(_bytes);
        });
        ReceiveContent.IsDiskFull(fault).ShouldBeTrue();
        ReceiveContent.IsDiskFull(new IOException("another fault")).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private Task Put(byte[] bytes, long limit = ContentStore.LimitBytes) => PutContent.KeepAsync(_store, _address, null, new MemoryStream(bytes), limit: limit);

    private async Task<List<string>> Listed(string after)
    {
        List<string> addresses = [];
        await foreach (var content in _store.ListAsync(after, CancellationToken.None))
            addresses.Add(content.Sha256);
        return addresses;
    }

    private List<string> Files() =>
        [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path))];

    private sealed class BreakingStream(byte[] bytes, int breaksAt) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= breaksAt
                ? throw new IOException("The connection broke.")
                : base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, breaksAt - Position)], cancellationToken);
    }
}
