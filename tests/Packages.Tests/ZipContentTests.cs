using System.IO.Compression;
using Distribution.Packages.Reading;

namespace Distribution.Packages.Tests;

public sealed class ZipContentTests(RealInstallers real)
{
    [Fact]
    public void The_installers_in_a_zip_are_named_the_nearest_to_the_top_first()
    {
        var read = ContentReading.Read(Zip("readme.txt", "sub/deep/setup.exe", "tool.msi", "sub/tool.deb"), "all.zip");
        read.Format.ShouldBe(ContentFormat.Zip);
        read.Installers.ShouldBe(["tool.msi", "sub/tool.deb", "sub/deep/setup.exe"]);
        read.Name.ShouldBeNull();
    }

    [Theory]
    [InlineData("tool.msi", "Distribution Hello")]
    [InlineData("sub/tool.deb", "distribution-hello")]
    [InlineData("sub/deep/setup.exe", "Distribution Hello")]
    public void The_installer_that_is_named_is_read(string innerPath, string name)
    {
        foreach (var level in new[] { CompressionLevel.SmallestSize, CompressionLevel.NoCompression })
        {
            var read = ContentReading.Read(Zip(level, "readme.txt", "sub/deep/setup.exe", "tool.msi", "sub/tool.deb"), "all.zip", innerPath);
            read.NotReadable.ShouldBeNull();
            read.Name.ShouldBe(name);
            read.Installers!.Count.ShouldBe(3);
        }
    }

    [Theory]
    [InlineData("tool.msi", "msiexec /i \"{folder}\\tool.msi\" /qn /norestart")]
    [InlineData("sub/tool.deb", "dpkg --install \"{folder}/sub/tool.deb\"")]
    [InlineData("sub/deep/setup.exe", "\"{folder}\\sub\\deep\\setup.exe\" /S")]
    public void The_commands_that_are_offered_run_it_where_it_was_unzipped(string innerPath, string install) =>
        ContentReading.Read(Zip("sub/deep/setup.exe", "tool.msi", "sub/tool.deb"), "all.zip", innerPath).Commands.ShouldHaveSingleItem().Install.ShouldBe(install);

    [Fact]
    public void An_installer_that_is_not_there_is_said_to_be_missing() =>
        ContentReading.Read(Zip("tool.msi"), "all.zip", "other.msi").NotReadable.ShouldBe("it holds no 'other.msi'");

    [Fact]
    public void A_file_that_is_no_zip_is_said_to_be_none() =>
        ContentReading.Read(new MemoryStream(new byte[100]), "all.zip").NotReadable.ShouldNotBeNull();

    internal static MemoryStream Zip(CompressionLevel level, params (string Name, byte[] Content)[] files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return bytes;
    }

    private MemoryStream Zip(params string[] names) => Zip(CompressionLevel.Fastest, names);

    private MemoryStream Zip(CompressionLevel level, params string[] names) => Zip(level, [.. names.Select(name => (name, Path.GetExtension(name) switch
    {
        ".msi" => File.ReadAllBytes(real.Msi()),
        ".deb" => File.ReadAllBytes(real.Deb("xz")),
        ".exe" => File.ReadAllBytes(real.Nsis("amd64-unicode")),
        _ => "read me"u8.ToArray(),
    }))]);
}
