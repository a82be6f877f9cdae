using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

/// <summary>Every attribute goes in and comes out, and a package is readable as it was.</summary>
public sealed class RevisionTests(PackagesService packages)
{
    private const string Code = "{0a1b2c3d-0000-0000-0000-00000000000a}";

    [Fact]
    public async Task Every_attribute_is_kept_told_and_taken_away_again()
    {
        var other = await packages.Register(CatalogueTests.Unique("other"));
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. RandomNumberGenerator.GetBytes(8)];
        var said = JsonNode.Parse($$"""
            { "id": "{{Guid.CreateVersion7()}}", "name": "{{CatalogueTests.Unique("whole")}}", "kind": "Software", "fileName": "a.zip", "contentSha256": "{{await Zip("In/Setup.msi")}}",
              "publisher": "p", "description": "d\nd", "folder": "A/b", "operatingSystems": ["windows"], "architectures": ["x64"], "innerPath": "In/Setup.msi",
              "productCode": "{{Code}}", "upgradeCode": "{{Code}}", "exitCodes": { "success": [0], "retryLater": [5] }, "workingDirectory": "C:\\x",
              "environment": { "LONGER": "1", "A": "2" }, "restart": "WhenNeeded", "runAs": "SessionUser",
              "externalPrograms": { "before": { "command": "check.cmd {productCode}", "onError": "Continue", "timeLimitSeconds": 5, "onTimeOut": "Continue" } },
              "systemConditions": { "freeDiskMegabytes": 500, "freeDiskDrive": "C:", "memoryMegabytes": 4096, "memoryComparison": "GreaterOrEqual" },
              "softwareConditions": { "judgedBy": "All", "conditions": [ { "name": "Old", "installed": true, "comparison": "Less", "version": "2" }, { "name": "KB1", "installed": false } ] },
              "packageConditions": { "conditions": [ { "packageId": "{{other.Id}}", "installed": false } ] },
              "dependsOn": ["{{other.Id}}"], "supersedes": [], "iconSha256": "{{await packages.Upload(png)}}", "notes": "n" }
            """)!;
        using var first = await packages.Post(said);
        using var again = await packages.Post(said);
        var text = await first.Content.ReadAsStringAsync();
        first.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        (await again.Content.ReadAsStringAsync()).ShouldBe(text);
        var package = await PackagesService.Read<PackageView>(first);
        package.ShouldSatisfyAllConditions(
            p => p.InstallCommand.ShouldBe("msiexec /i \"{folder}\\In\\Setup.msi\" /qn /norestart"),
            p => p.UninstallCommand.ShouldBe("msiexec /x {productCode} /qn /norestart"),
            p => p.ProductCode.ShouldBe(Code.ToUpperInvariant()),
            p => p.ExternalPrograms!.Before!.OnTimeOut.ShouldBe(OnProgramTimeOut.Continue),
            p => p.SoftwareConditions!.Conditions!.Count.ShouldBe(2),
            p => p.Environment!["LONGER"].ShouldBe("1"),
            p => p.DependsOn.ShouldBe([other.Id]),
            p => p.Supersedes.ShouldBeNull());
        (await packages.Get<PackageView>($"/packages/{package.Id}")).ShouldBe(package);

        using var edit = await packages.Patch(package.Id, new { notes = "", environment = new { }, exitCodes = new { }, softwareConditions = new { }, dependsOn = Array.Empty<Guid>(), folder = "C" });
        (await PackagesService.Read<PackageView>(edit)).ShouldBe(package with
        {
            Version = 2, Notes = null, Environment = null, ExitCodes = null, SoftwareConditions = null, DependsOn = null, Folder = "C",
            ChangedAt = (await packages.Get<PackageView>($"/packages/{package.Id}"))!.ChangedAt,
        });
        (await packages.Get<PackageView>($"/packages/{package.Id}?revision=1")).ShouldBe(package);
    }

    [Fact]
    public async Task A_package_is_readable_as_of_any_revision_even_after_its_removal()
    {
        var package = await packages.Register(CatalogueTests.Unique("tool"));
        for (var revision = 2; revision <= 4; revision++)
        {
            using var edit = await packages.Patch(package.Id, new { softwareVersion = $"{revision}" });
            edit.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await packages.Client.DeleteAsync($"/packages/{package.Id}");
        (await packages.Get<PackageView>($"/packages/{package.Id}?revision=1"))!.SoftwareVersion.ShouldBe("");
        (await packages.Get<PackageView>($"/packages/{package.Id}?revision=3"))!.ShouldSatisfyAllConditions(p => p.SoftwareVersion.ShouldBe("3"), p => p.Version.ShouldBe(3));
        await PackagesService.Refused(packages.Client.GetAsync($"/packages/{package.Id}?revision=5"), 404);
        await PackagesService.Refused(packages.Client.GetAsync($"/packages/{package.Id}?revision=9"), 404);
        await PackagesService.Refused(packages.Client.GetAsync($"/packages/{package.Id}?revision=0"), 400);
        await PackagesService.Refused(packages.Client.GetAsync($"/packages/{Guid.CreateVersion7()}?revision=1"), 404);
    }

    [Fact]
    public async Task What_a_package_points_at_in_its_content_must_be_there()
    {
        var zip = await Zip("in/setup.msi", "in/folder/");
        foreach (var (innerPath, why) in ((string, string)[])[("setup.msi", "holds no file 'setup.msi'"), ("in/Setup.msi", "holds no file"), ("in/folder", "holds no file")])
            (await PackagesService.Refused(packages.Post(new { name = "x", kind = "Software", fileName = "a.zip", contentSha256 = zip, innerPath, installCommand = "x {folder}" }), 422)).ShouldContain(why);
        using var answer = await packages.Post(new { name = CatalogueTests.Unique("zip"), kind = "Software", fileName = "a.zip", contentSha256 = zip, innerPath = "in\\setup.msi" });
        var package = await PackagesService.Read<PackageView>(answer);
        package.InnerPath.ShouldBe("in/setup.msi");
        (await PackagesService.Refused(packages.Patch(package.Id, new { innerPath = "other.msi" }), 422)).ShouldContain("holds no file 'other.msi'");
        (await PackagesService.Refused(packages.Patch(package.Id, new { iconSha256 = new string('0', 64) }), 422)).ShouldContain("iconSha256: content");
        (await PackagesService.Refused(packages.Patch(package.Id, new { iconSha256 = await packages.UploadAnything() }), 422)).ShouldContain("is no PNG");
    }

    private async Task<string> Zip(params string[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
                zip.CreateEntry(entry);
            zip.CreateEntry(CatalogueTests.Unique("other"));
        }

        return await packages.Upload(bytes.ToArray());
    }
}
