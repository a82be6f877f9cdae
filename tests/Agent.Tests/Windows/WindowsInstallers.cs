namespace Distribution.Agent.Tests.Windows;

/// <summary>Real installers for Windows: MSI by wixl, EXE by NSIS.</summary>
internal static class WindowsInstallers
{
    public const string Upgrade = "{6B2F5F0D-6D4E-4B0A-9C9B-0A1B2C3D4E5F}";

    /// <summary>The product code of a version of the MSI.</summary>
    public static string CodeOf(int version) => $"{{11111111-2222-4333-8444-5555555555{version:00}}}";

    /// <param name="condition">A launch condition of the MSI; null is none.</param>
    public static async Task<byte[]> Msi(int version, string? condition = null)
    {
        using var folder = new TemporaryFolder("msi");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "tool.txt"), $"tool {version}");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "tool.wxs"), $"""
            <?xml version='1.0' encoding='utf-8'?>
            <Wix xmlns='http://schemas.microsoft.com/wix/2006/wi'>
              <Product Name='Tool of a test' Id='{CodeOf(version)}' UpgradeCode='{Upgrade}' Language='1033' Codepage='1252' Version='{version}.0.0' Manufacturer='Test'>
                <Package Id='*' InstallerVersion='200' Languages='1033' Compressed='yes' SummaryCodepage='1252'/>
                <Media Id='1' Cabinet='tool.cab' EmbedCab='yes'/>
                <MajorUpgrade DowngradeErrorMessage='A newer version is installed.'/>
                {(condition is null ? "" : $"<Condition Message='Not here.'>{condition}</Condition>")}
                <Directory Id='TARGETDIR' Name='SourceDir'>
                  <Directory Id='ProgramFiles64Folder'>
                    <Directory Id='INSTALLDIR' Name='Tool of a test'>
                      <Component Id='Main' Guid='7B2F5F0D-6D4E-4B0A-9C9B-0A1B2C3D4E5F' Win64='yes'>
                        <File Id='TheFile' Name='tool.txt' DiskId='1' Source='tool.txt' KeyPath='yes'/>
                      </Component>
                    </Directory>
                  </Directory>
                </Directory>
                <Feature Id='All' Level='1'><ComponentRef Id='Main'/></Feature>
              </Product>
            </Wix>
            """);
        await WindowsAgent.Run("wixl", folder.Path, "-a", "x64", "-o", "tool.msi", "tool.wxs");
        return await File.ReadAllBytesAsync(Path.Combine(folder.Path, "tool.msi"));
    }

    /// <summary>A setup that writes down each run, registers itself, and ends with the exit code in EXIT_WITH.</summary>
    public static async Task<byte[]> Nsis()
    {
        const string key = @"HKLM ""Software\Microsoft\Windows\CurrentVersion\Uninstall\SetupOfATest""";
        using var folder = new TemporaryFolder("nsis");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "setup.nsi"), $"""
            Target amd64-unicode
            Name "Setup of a test"
            OutFile "{folder.Path}/setup.exe"
            SilentInstall silent
            RequestExecutionLevel user
            InstallDir "$PROGRAMFILES64\Setup of a test"
            Section
              SetRegView 64
              SetOutPath $INSTDIR
              FileOpen $0 "$INSTDIR\ran.txt" a
              FileSeek $0 0 END
              FileWrite $0 "ran "
              FileClose $0
              WriteUninstaller "$INSTDIR\uninstall.exe"
              WriteRegStr {key} "DisplayName" "Setup of a test"
              WriteRegStr {key} "DisplayVersion" "4.5"
              WriteRegStr {key} "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
              ReadEnvStr $1 "EXIT_WITH"
              StrCmp $1 "" done
              SetErrorLevel $1
            done:
            SectionEnd
            Section "Uninstall"
              SetRegView 64
              Delete "$INSTDIR\ran.txt"
              Delete "$INSTDIR\uninstall.exe"
              RMDir "$INSTDIR"
              DeleteRegKey {key}
            SectionEnd
            """);
        await WindowsAgent.Run("makensis", folder.Path, "-V1", "setup.nsi");
        return await File.ReadAllBytesAsync(Path.Combine(folder.Path, "setup.exe"));
    }
}
