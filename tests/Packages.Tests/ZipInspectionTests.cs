using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Distribution.Packages.Zips;

namespace Distribution.Packages.Tests;

public sealed class ZipInspectionTests
{
    [Fact]
    public void An_ordinary_zip_is_good() =>
        Refusal(Zip(("readme.txt", "hello"), ("bin/", ""), ("bin/tool", new string('x', 100_000)))).ShouldBeNull();

    [Fact]
    public void An_empty_zip_is_good() => Refusal(Zip()).ShouldBeNull();

    [Fact]
    public void A_zip_inside_a_zip_is_only_a_file() =>
        Refusal(Zip([("inner.zip", Zip(("../out", "x")))])).ShouldBeNull();

    [Theory]
    [InlineData("../out", "'..'")]
    [InlineData("/etc/passwd", "absolute")]
    [InlineData("C:/x", "drive")]
    [InlineData("a/NUL.txt", "device")]
    public void A_hostile_name_is_refused_by_name(string name, string why) =>
        Refusal(Zip(("good", "x"), (name, "x"))).ShouldNotBeNull().ShouldSatisfyAllConditions(r => r.ShouldContain(name), r => r.ShouldContain(why));

    [Theory]
    [InlineData("a/B", "A/b")]
    [InlineData("a/b", "a\\b")]
    [InlineData("a", "a/")]
    [InlineData("same", "same")]
    public void Two_entries_that_one_computer_takes_for_one_are_refused(string first, string second) =>
        Refusal(Zip((first, "1"), ("b", "x"), (second, ""))).ShouldNotBeNull().ShouldContain("same name");

    [Fact]
    public void A_file_that_is_used_as_a_folder_is_refused() =>
        Refusal(Zip(("a/b/c", "x"), ("A-", "x"), ("A", "x"))).ShouldNotBeNull().ShouldContain("is a file");

    [Theory]
    [InlineData(0xA1FF0000, "link")]
    [InlineData(0x61FF0000, "neither")]
    [InlineData(0x00000400, "link")]
    public void Links_and_devices_are_refused(uint attributes, string why)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("innocent").ExternalAttributes = unchecked((int)attributes);
        Refusal(bytes.ToArray()).ShouldNotBeNull().ShouldSatisfyAllConditions(r => r.ShouldContain("innocent"), r => r.ShouldContain(why));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void The_unzipped_size_is_counted_over_all_entries_and_its_limit_is_inclusive(int bytes, bool allowed)
    {
        var zip = Zip(("a", new string('a', 600)), ("b", new string('b', bytes - 600)));
        var refusal = Refusal(zip, new ZipLimits(1000, 10));
        if (allowed)
            refusal.ShouldBeNull();
        else
            refusal.ShouldNotBeNull().ShouldSatisfyAllConditions(r => r.ShouldContain("'b'"), r => r.ShouldContain("1000"));
    }

    [Fact]
    public void A_bomb_that_declares_a_small_size_is_stopped_by_counting()
    {
        var zip = Zip(("bomb", new string('0', 5_000_000)));
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(Directory(zip) + 24), 10);
        Refusal(zip, new ZipLimits(1_000_000, 10)).ShouldNotBeNull().ShouldContain("1000000");
        Refusal(zip).ShouldNotBeNull().ShouldContain("declares 10 bytes in the directory but holds 5000000");
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void The_number_of_entries_is_limited(int entries, bool allowed)
    {
        var zip = Zip([.. Enumerable.Range(0, entries).Select(i => ($"f{i}", "x"))]);
        (Refusal(zip, new ZipLimits(1000, 3)) is null).ShouldBe(allowed);
    }

    [Fact]
    public void The_limits_are_those_of_the_domain() => ZipLimits.Default.ShouldBe(new ZipLimits(2_147_483_648, 100_000));

    [Fact]
    public void An_encrypted_entry_is_refused()
    {
        var zip = Zip(("secret", "x"));
        zip[Directory(zip) + 8] |= 1;
        Refusal(zip).ShouldNotBeNull().ShouldContain("encrypted");
    }

    [Fact]
    public void An_unknown_method_is_refused()
    {
        var zip = Zip(("a", "x"));
        zip[8] = zip[Directory(zip) + 10] = 14;
        Refusal(zip).ShouldNotBeNull().ShouldContain("method 14");
    }

    [Fact]
    public void A_header_that_tells_another_name_than_the_directory_is_refused()
    {
        var zip = Zip(("harmless", "x"));
        zip[30] = (byte)'H';
        Refusal(zip).ShouldNotBeNull().ShouldContain("another name");
    }

    [Fact]
    public void Entries_that_share_their_bytes_are_refused()
    {
        var zip = Zip(("aa", "same bytes"), ("ab", "same bytes"));
        var second = Directory(zip) + 46 + 2;
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(second + 42), 0);
        zip[second + 46 + 1] = (byte)'b';
        Refusal(zip).ShouldNotBeNull().ShouldContain("listed twice");
    }

    [Fact]
    public void What_is_not_a_zip_is_refused()
    {
        Refusal([]).ShouldNotBeNull().ShouldContain("not a zip");
        Refusal(Encoding.ASCII.GetBytes(new string('x', 1000))).ShouldNotBeNull().ShouldContain("not a zip");
    }

    [Fact]
    public void Bytes_before_or_after_the_zip_are_refused()
    {
        var zip = Zip(("a", "x"));
        Refusal([1, 2, 3, .. zip]).ShouldNotBeNull();
        Refusal([.. zip, 1, 2, 3]).ShouldNotBeNull();
    }

    [Fact]
    public void However_a_zip_is_damaged_the_answer_is_a_verdict_and_not_a_fault()
    {
        var random = new Random(20260102);
        var whole = Zip(("readme.txt", "hello"), ("bin/", ""), ("bin/tool", new string('x', 3000)), ("bin/other", "text"));
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = random.Next(4) == 0 ? whole[..random.Next(whole.Length)] : whole.ToArray();
            for (var hits = random.Next(1, 4); hits > 0 && damaged.Length > 0; hits--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Should.NotThrow(() => Refusal(damaged, new ZipLimits(1 << 20, 100)), $"round {i}");
        }
    }

    [Fact]
    public void What_is_accepted_unzips_inside_its_folder_to_what_was_counted()
    {
        var random = new Random(4711);
        string[] segments = ["a", "B", "b", "..", ".", "con", "x.txt", "", "c:", "ö"];
        var accepted = 0;
        for (var i = 0; i < 3000; i++)
        {
            var names = Enumerable.Range(0, random.Next(1, 4)).Select(_ => string.Join(random.Next(9) == 0 ? '\\' : '/',
                Enumerable.Range(0, random.Next(1, 4)).Select(_ => segments[random.Next(segments.Length)]))).ToArray();
            var zip = Zip([.. names.Select(name => (name.Length == 0 ? "empty" : name, new string('x', random.Next(50))))]);
            if (Refusal(zip) is not null)
                continue;
            accepted++;
            using var archive = new ZipArchive(new MemoryStream(zip));
            archive.Entries.Select(e => Path.GetFullPath(e.FullName.Replace('\\', '/'), "/unpacked")).ShouldAllBe(path => path.StartsWith("/unpacked/"));
            archive.Entries.Select(e => e.FullName.Replace('\\', '/').ToUpperInvariant()).ShouldBeUnique();
        }

        accepted.ShouldBeGreaterThan(300);
    }

    // Nothing here waits for anything: the stream is in memory.
    private static string? Refusal(byte[] zip, ZipLimits? limits = null) =>
        ZipInspection.JudgeAsync(new MemoryStream(zip), limits).GetAwaiter().GetResult().Refusal;

    private static int Directory(byte[] zip) => BinaryPrimitives.ReadInt32LittleEndian(zip.AsSpan(zip.Length - 6));

    private static byte[] Zip(params (string Name, string Content)[] entries) =>
        Zip([.. entries.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Content)))]);

    private static byte[] Zip((string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
