using System.CommandLine;
using Distribution.Contracts.Packages.V1;

namespace Distribution.Cli.Packages;

/// <summary>Uploads a file, unless the platform has it already, and puts it into the catalogue.</summary>
internal static class RegisterPackage
{
    private static readonly string[] _installers = [".deb", ".rpm", ".msi", ".exe", ".pkg", ".ps1", ".sh"];

    public static Command Command(Shell shell)
    {
        var file = new Argument<FileInfo>("file") { Description = "Installer, zip or any file; at most 1 GiB." };
        var kind = new Option<PackageKind?>("--kind") { Description = "Software is installed, Files are placed in a folder; otherwise by the file's extension." };
        var id = new Option<Guid?>("--id") { Description = "An id of your own choice, so that a repeat is harmless." };
        var attributes = new AttributeOptions();
        return shell.Run(attributes.To(new("register", "Upload a file and put it into the catalogue.") { file, kind, id }), async (session, cancel) =>
        {
            var content = Upload.Sendable(session.Value(file));
            var package = await attributes.Read(session, cancel);
            package["id"] = session.Value(id)?.ToString();
            package["kind"] = (session.Value(kind) ?? KindOf(content)).ToString();
            package["fileName"] = content.Name;
            package["contentSha256"] = await Upload.Send(session, content, cancel);
            var registered = await session.Gateway.Post("packages", package, cancel);
            return session.Answer(registered, $"Registered [bold]{registered.Text("name")} {registered.Text("softwareVersion")}[/] as {registered.Text("id")}.");
        });
    }

    private static PackageKind KindOf(FileInfo file) =>
        _installers.Contains(file.Extension.ToLowerInvariant()) ? PackageKind.Software : PackageKind.Files;
}
