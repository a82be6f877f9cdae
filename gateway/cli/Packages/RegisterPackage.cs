using System.CommandLine;
using Distribution.Contracts.Packages.V1;

namespace Distribution.Cli.Packages;

/// <summary>Uploads a file, unless the platform has it already, and puts it into the catalogue.</summary>
internal static class RegisterPackage
{
    private static readonly string[] _installers = [".deb", ".rpm", ".msi", ".exe", ".pkg"];

    public static Command Command(Shell shell)
    {
        var file = new Argument<FileInfo>("file") { Description = "Installer, zip or any file; at most 1 GiB." };
        var name = new Option<string?>("--name") { Description = "Name in the catalogue; otherwise the one that the file itself tells." };
        var version = new Option<string?>("--version") { Description = "Version of the software inside; otherwise the file's own." };
        var kind = new Option<PackageKind?>("--kind") { Description = "Software is installed, Files are placed in a folder; otherwise by the file's extension." };
        var install = new Option<string?>("--command", "--install-command") { Description = "Silent installation; {file} is the file, {folder} the unpacked zip." };
        var uninstall = new Option<string?>("--uninstall-command") { Description = "Silent removal." };
        var software = new Option<string?>("--software-name") { Description = "Name under which the computer knows the installed software." };
        var folder = new Option<string?>("--destination", "--folder") { Description = "Folder on the computer for a package of files." };
        var limit = new Option<int?>("--time-limit") { Description = "Seconds that the installation may take." };
        var id = new Option<Guid?>("--id") { Description = "An id of your own choice, so that a repeat is harmless." };

        return shell.Run(new("register", "Upload a file and put it into the catalogue.") { file, name, version, kind, install, uninstall, software, folder, limit, id }, async (session, cancel) =>
        {
            var content = session.Value(file);
            if (!content.Exists)
                throw new GatewayException($"There is no file {content.FullName}.");
            if (content.Length > 1 << 30)
                throw new GatewayException($"{content.Name} has {Fields.Size(content.Length)}; a package's content is at most 1 GiB.", hint: "Split it and join the parts on the computer.");

            var sha256 = await Upload.Send(session, content, cancel);
            var registered = await session.Gateway.Post("packages", new
            {
                Id = session.Value(id),
                Name = session.Value(name),
                SoftwareVersion = session.Value(version),
                Kind = (session.Value(kind) ?? KindOf(content)).ToString(),
                FileName = content.Name,
                ContentSha256 = sha256,
                InstallCommand = session.Value(install),
                UninstallCommand = session.Value(uninstall),
                SoftwareName = session.Value(software),
                DestinationFolder = session.Value(folder),
                TimeLimitSeconds = session.Value(limit),
            }, cancel);
            return session.Answer(registered, $"Registered [bold]{registered.Text("name")} {registered.Text("softwareVersion")}[/] as {registered.Text("id")}.");
        });
    }

    private static PackageKind KindOf(FileInfo file) =>
        _installers.Contains(file.Extension.ToLowerInvariant()) ? PackageKind.Software : PackageKind.Files;
}
