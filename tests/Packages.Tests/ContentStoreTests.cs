using System.Security.Cryptography;
using Distribution.Packages.Content;

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
        (await Put(_store, _bytes)).Outcome.ShouldBe(PutOutcome.Stored);
        (await Put(_store, _bytes)).Outcome.ShouldBe(PutOutcome.Present);
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
        var result = await Put(_store, [.. _bytes, 0]);
        result.Outcome.ShouldBe(PutOutcome.OtherContent);
        result.Bytes.ShouldBe(300_001);
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_limit_is_inclusive_and_one_byte_more_leaves_nothing()
    {
        (await Put(new ContentStore(new FolderBlobs(_folder.Path), _bytes.Length - 1), _bytes)).ShouldBe(new PutResult(PutOutcome.TooLarge, _bytes.Length, null));
        Files().ShouldBeEmpty();
        (await Put(new ContentStore(new FolderBlobs(_folder.Path), _bytes.Length), _bytes)).Outcome.ShouldBe(PutOutcome.Stored);
    }

    [Fact]
    public void The_limit_is_the_one_of_the_domain() => ContentStore.LimitBytes.ShouldBe(1_073_741_824);

    [Fact]
    public async Task A_body_that_breaks_off_leaves_nothing()
    {
        await Should.ThrowAsync<IOException>(() => _store.PutAsync(_address, new BreakingStream(_bytes, 200_000), CancellationToken.None));
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_uploads_at_once_end_as_one_content()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Put(_store, _bytes))));
        results.ShouldAllBe(result => result.Outcome == PutOutcome.Stored || result.Outcome == PutOutcome.Present);
        Files().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_sweep_takes_what_a_killed_process_left_and_spares_what_is_being_written()
    {
        var (left, written) = ($"{Guid.CreateVersion7():N}.part", $"{Guid.CreateVersion7():N}.part");
        foreach (var name in (string[])[left, written])
            await File.WriteAllTextAsync(Path.Combine(_folder.Path, "incoming", name), "half");
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "incoming", left), DateTime.UtcNow.AddHours(-25));
        (await _store.SweepAsync(DateTimeOffset.UtcNow.AddDays(-1), CancellationToken.None)).ShouldBe(1);
        Files().ShouldBe([Path.Combine("incoming", written)]);
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
        PutContent.IsDiskFull(fault).ShouldBeTrue();
        PutContent.IsDiskFull(new IOException("another fault")).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private Task<PutResult> Put(ContentStore store, byte[] bytes) => store.PutAsync(_address, new MemoryStream(bytes), CancellationToken.None);

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
