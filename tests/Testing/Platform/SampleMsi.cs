using System.Diagnostics;
using System.Text;

namespace Distribution.Testing.Platform;

/// <summary>Makes real Windows Installer packages, with wixl.</summary>
public static class SampleMsi
{
    /// <summary>Makes one of version 1.2.3 by 'Müller &amp; Sons', and returns its path.</summary>
    /// <param name="folder">Where the file goes.</param>
    /// <param name="name">The product's name.</param>
    /// <param name="architecture">As wixl names it: x64 or x86.</param>
    /// <param name="files">How many files it installs.</param>
    /// <param name="bytes">The size of each; they cannot be packed any smaller.</param>
    public static string Make(string folder, string name, string architecture = "x64", int files = 1, int bytes = 10)
    {
        var sources = Directory.CreateDirectory(Path.Combine(folder, $"wix-{Guid.NewGuid():N}")).FullName;
        var components = new StringBuilder();
        for (var i = 0; i < files; i++)
        {
            var content = new byte[bytes];
            new Random(i).NextBytes(content);
            File.WriteAllBytes(Path.Combine(sources, $"file{i}"), content);
            components.Append($"<Component Id=\"C{i}\" Guid=\"{Guid.NewGuid()}\"><File Id=\"F{i}\" Source=\"file{i}\"/></Component>");
        }

        File.WriteAllText(Path.Combine(sources, "product.wxs"), $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
              <Product Id="{Guid.NewGuid().ToString().ToUpperInvariant()}" Name="{name}" Version="1.2.3" Language="1033" Manufacturer="Müller &amp; Sons" UpgradeCode="9A8B7C6D-5E4F-4A3B-8C2D-1E0F9A8B7C6D">
                <Package InstallerVersion="200" Compressed="yes" Comments="Greets everybody" Languages="1033" Platform="{architecture}"/>
                <Media Id="1" Cabinet="files.cab" EmbedCab="yes"/>
                <Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="ProgramFilesFolder"><Directory Id="INSTALLDIR" Name="Hello">{components}</Directory></Directory></Directory>
                <Feature Id="Main" Level="1">{string.Concat(Enumerable.Range(0, files).Select(i => $"<ComponentRef Id=\"C{i}\"/>"))}</Feature>
              </Product>
            </Wix>
            """);
        var msi = Path.Combine(folder, $"{name} {architecture} {files} {bytes}.msi");
        using var wixl = Process.Start(new ProcessStartInfo("wixl", ["--arch", architecture, "-o", msi, "product.wxs"]) { WorkingDirectory = sources, RedirectStandardError = true })!;
        var said = wixl.StandardError.ReadToEnd();
        wixl.WaitForExit();
        Directory.Delete(sources, recursive: true);
        return wixl.ExitCode == 0 ? msi : throw new InvalidOperationException($"wixl ended with {wixl.ExitCode}: {said}");
    }
}
