using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Distribution.Agent.Journals;
using Distribution.Agent.Placement;

namespace Distribution.Agent.Tests;

public sealed class PlacingFiles : IDisposable
{
    private static readonly AttemptId id = new(Guid.NewGuid(), 1);
    private readonly TemporaryFolder folder = new("placing");

    public PlacingFiles() => Directory.CreateDirectory(In("srv"));

    private string Root => Path.Combine(folder.Path, "root");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_zip_is_unpacked_one_level_deep_and_a_zip_inside_stays_a_zip()
    {
        var inner = Zip(("deep.txt", "deep", 0));
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "a.txt", Encoding.UTF8.GetBytes("a"));
            Write(zip, "sub/b.txt", Encoding.UTF8.GetBytes("b"));
            Write(zip, "inner.zip", inner);
            zip.CreateEntry("empty/");
        }
        (await Place("all.zip", stream.ToArray())).ShouldBe("3 files");
        Read("srv/a.txt").ShouldBe("a");
        Read("srv/sub/b.txt").ShouldBe("b");
        (await File.ReadAllBytesAsync(In("srv/inner.zip"))).ShouldBe(inner);
        Directory.Exists(In("srv/empty")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("../evil"), InlineData("/etc/evil"), InlineData("a/../../evil"), InlineData("..\\evil"), InlineData("C:\\evil"), InlineData("a:b"), InlineData("sub/NUL.txt"), InlineData("./a")]
    public async Task A_zip_with_a_name_that_leads_out_of_its_folder_places_nothing(string name)
    {
        var refusal = await Should.ThrowAsync<InvalidDataException>(() => Place("bad.zip", Zip(("good.txt", "good", 0), (name, "evil", 0))));
        refusal.Message.ShouldContain(name);
        Directory.GetFileSystemEntries(In("srv")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_zip_with_a_link_a_device_or_a_name_twice_places_nothing()
    {
        (await Should.ThrowAsync<InvalidDataException>(() => Place("bad.zip", Zip(("a", "/etc/passwd", 0xA1FF))))).Message.ShouldContain("link");
        (await Should.ThrowAsync<InvalidDataException>(() => Place("bad.zip", Zip(("a", "", 0x61B6))))).Message.ShouldContain("device");
        (await Should.ThrowAsync<InvalidDataException>(() => Place("bad.zip", Zip(("a", "1", 0), ("A", "2", 0))))).Message.ShouldContain("twice");
        Directory.GetFileSystemEntries(In("srv")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_placed_through_a_link_that_lies_in_the_way()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "elsewhere"));
        File.CreateSymbolicLink(In("srv/way"), Path.Combine(folder.Path, "elsewhere"));
        (await Should.ThrowAsync<InvalidDataException>(() => Place("bad.zip", Zip(("way/file", "x", 0))))).Message.ShouldContain("link");
        File.CreateSymbolicLink(In("srv/one.txt"), Path.Combine(folder.Path, "elsewhere", "target"));
        await Should.ThrowAsync<InvalidDataException>(() => Place("one.txt", "x"u8.ToArray()));
        Directory.GetFileSystemEntries(Path.Combine(folder.Path, "elsewhere")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_destination_folder_with_two_dots_is_refused() =>
        (await Should.ThrowAsync<InvalidDataException>(() => Place("a.txt", [1], "/srv/../../x"))).Message.ShouldContain("..");

    [Fact]
    public async Task A_new_file_takes_its_folder_s_rights_and_owner_and_so_does_a_new_folder()
    {
        File.SetUnixFileMode(In("srv"), (UnixFileMode)Convert.ToInt32("750", 8));
        Sh($"chown 1234:2345 {In("srv")}");
        await Place("all.zip", Zip(("new/file.txt", "x", 0x81FF)));
        Stat("srv/new").ShouldBe("750 1234 2345");
        Stat("srv/new/file.txt").ShouldBe("640 1234 2345");
    }

    [Fact]
    public async Task A_file_that_is_already_there_keeps_its_own_rights_owner_and_access_list()
    {
        File.WriteAllText(In("srv/tool"), "old");
        File.SetUnixFileMode(In("srv/tool"), (UnixFileMode)Convert.ToInt32("4751", 8));
        Sh($"chown 77:88 {In("srv/tool")}; chmod 4751 {In("srv/tool")}");
        await Place("tool", "new"u8.ToArray());
        Read("srv/tool").ShouldBe("new");
        Stat("srv/tool").ShouldBe("4751 77 88");
        Directory.GetFileSystemEntries(In("srv")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_in_the_middle_leaves_each_file_old_or_new_and_nothing_half()
    {
        File.WriteAllText(In("srv/first.txt"), "old");
        File.WriteAllText(In("srv/last.txt"), "old");
        var whole = Zip(("first.txt", new string('n', 100_000), 0), ("last.txt", string.Concat(Enumerable.Range(0, 50_000).Select(n => Guid.NewGuid())), 0));
        // The second file's bytes are damaged, which only inflating them shows.
        for (var i = whole.Length / 2; i < (whole.Length / 2) + 200; i++)
            whole[i] = 0xFF;
        await Should.ThrowAsync<InvalidDataException>(() => Place("all.zip", whole));
        Read("srv/first.txt").Length.ShouldBe(100_000);
        Read("srv/last.txt").ShouldBe("old");
        Directory.GetFileSystemEntries(In("srv")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task More_than_the_limit_is_noticed_while_it_inflates()
    {
        await using var counted = new EntryStream(new MemoryStream(new byte[1001]), 1000, "big", 0);
        (await Should.ThrowAsync<InvalidDataException>(() => counted.CopyToAsync(Stream.Null))).Message.ShouldContain("big");
        await using var exact = new EntryStream(new MemoryStream([.. "123456789"u8]), 9, "exact", 0xCBF43926);
        await exact.CopyToAsync(Stream.Null);
    }

    private static byte[] Zip(params (string Name, string Text, int Mode)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text, mode) in entries)
                Write(zip, name, Encoding.UTF8.GetBytes(text), mode);
        }
        return stream.ToArray();
    }

    private static void Write(ZipArchive zip, string name, byte[] bytes, int mode = 0)
    {
        var entry = zip.CreateEntry(name);
        entry.ExternalAttributes = mode << 16;
        using var content = entry.Open();
        content.Write(bytes);
    }

    private static string Sh(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, script);
        return said;
    }

    private string In(string path) => Path.Combine(Root, path);

    private string Read(string path) => File.ReadAllText(In(path));

    private string Stat(string path) => Sh($"stat -c '%a %u %g' {In(path)}");

    private async Task<string> Place(string fileName, byte[] content, string destination = "/srv")
    {
        var source = Path.Combine(folder.Path, "content");
        await File.WriteAllBytesAsync(source, content);
        return await new FilePlacement(Root).Place(source, fileName, destination, id, default);
    }
}
