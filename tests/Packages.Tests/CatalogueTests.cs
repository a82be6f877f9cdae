using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Tests;

public sealed class CatalogueTests(PackagesService packages)
{
    [Fact]
    public async Task A_registered_package_is_in_the_catalogue_at_once()
    {
        var name = Unique("tool");
        var sha256 = await packages.UploadAnything();
        using var answer = await packages.Post(new { name, softwareVersion = "1.0", kind = "Software", fileName = "tool.msi", contentSha256 = sha256 });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var package = await PackagesService.Read<PackageView>(answer);
        answer.Headers.Location!.ToString().ShouldBe($"/packages/{package.Id}");
        package.ShouldSatisfyAllConditions(
            p => p.Version.ShouldBe(1),
            p => p.ContentSize.ShouldBe(100),
            p => p.InstallCommand.ShouldBe("msiexec /i \"{file}\" /qn /norestart"),
            p => p.TimeLimitSeconds.ShouldBe(3600));
        (await packages.Get<PackageView>($"/packages/{package.Id}")).ShouldBe(package);
        (await packages.Get<Page<PackageView>>($"/packages?search={name}"))!.Items.ShouldBe([package]);
    }

    [Fact]
    public async Task A_repeat_is_the_same_package_and_another_body_under_its_id_is_refused()
    {
        var body = new { id = Guid.CreateVersion7(), name = Unique("tool"), kind = "Software", fileName = "tool.sh", contentSha256 = await packages.UploadAnything() };
        using var first = await packages.Post(body);
        using var second = await packages.Post(body);
        using var other = await packages.Post(body with { name = "another" });
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await packages.Get<Page<PackageChange>>($"/packages/{body.id}/history"))!.Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_repeated_is_the_same_package()
    {
        var body = new { name = Unique("tool"), kind = "Software", fileName = "tool.sh", contentSha256 = await packages.UploadAnything() };
        var key = Unique("key");
        var ids = new HashSet<Guid>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/packages") { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", key } } };
            using var answer = await packages.Client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
            ids.Add((await PackagesService.Read<PackageView>(answer)).Id);
        }

        ids.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Content_that_was_never_uploaded_is_refused() =>
        await Refused(new { name = "x", kind = "Software", fileName = "a.sh", contentSha256 = new string('0', 64) }, 422, "not in the store");

    [Fact]
    public async Task A_hostile_zip_is_refused_naming_the_entry()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("../../etc/cron.d/evil");
        var sha256 = await packages.Upload(bytes.ToArray());
        await Refused(new { name = "x", kind = "Files", fileName = "a.zip", contentSha256 = sha256, destinationFolder = "/srv" }, 422, "../../etc/cron.d/evil");
        // The same bytes under another name are one file, which nobody unzips.
        using var file = await packages.Post(new { name = "x", kind = "Files", fileName = "a.bin", contentSha256 = sha256, destinationFolder = "/srv" });
        file.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_only_calls_itself_a_debian_package_is_refused() =>
        await Refused(new { name = "x", kind = "Software", fileName = "a.deb", contentSha256 = await packages.UploadAnything() }, 422, "not a Debian package");

    [Fact]
    public async Task A_script_is_installed_by_the_interpreter_that_it_names()
    {
        var sha256 = await packages.Upload("#!/usr/bin/env bash\ndeclare -A x\n"u8.ToArray());
        using var answer = await packages.Post(new { name = Unique("script"), kind = "Software", fileName = "a.sh", contentSha256 = sha256 });
        (await PackagesService.Read<PackageView>(answer)).InstallCommand.ShouldBe("/usr/bin/env bash \"{file}\"");
    }

    [Fact]
    public async Task An_exe_without_a_silent_command_is_refused() =>
        await Refused(new { name = "x", kind = "Software", fileName = "a.exe", contentSha256 = await packages.UploadAnything() }, 422, "installCommand");

    [Fact]
    public async Task A_malformed_body_is_refused_with_every_field_and_its_rule()
    {
        using var answer = await packages.Post(new { name = new string('n', 257), kind = "Software", fileName = "../a.sh", contentSha256 = "ABC", timeLimitSeconds = 86_401, destinationFolder = "relative" });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var errors = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).Order().ShouldBe(["contentSha256", "destinationFolder", "fileName", "name", "timeLimitSeconds"]);
        errors.GetProperty("name")[0].GetString()!.ShouldContain("256");
    }

    [Theory]
    [InlineData("{\"name\": \"x\",")]
    [InlineData("{\"kind\": \"Sofware\"}")]
    [InlineData("{\"timeLimitSeconds\": \"soon\"}")]
    [InlineData("[]")]
    public async Task A_body_that_does_not_parse_is_refused(string body)
    {
        using var answer = await packages.Client.PostAsync("/packages", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task An_edit_is_a_revision_and_a_stale_one_is_refused()
    {
        var package = await packages.Register(Unique("tool"));
        using var first = await packages.Patch(package.Id, new { softwareVersion = "2", expectedVersion = 1 });
        using var stale = await packages.Patch(package.Id, new { softwareVersion = "3", expectedVersion = 1 });
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PackagesService.Read<PackageView>(first)).ShouldSatisfyAllConditions(p => p.Version.ShouldBe(2), p => p.SoftwareVersion.ShouldBe("2"));
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var history = (await packages.Get<Page<PackageChange>>($"/packages/{package.Id}/history"))!;
        history.Items.Select(change => (change.Version, change.What, change.Attributes!.SoftwareVersion)).ShouldBe([(1, "Registered", ""), (2, "Edited", "2")]);
    }

    [Fact]
    public async Task Content_cannot_be_edited()
    {
        var package = await packages.Register(Unique("tool"));
        using var answer = await packages.Patch(package.Id, new { contentSha256 = package.ContentSha256 });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("new content is a new package");
    }

    [Fact]
    public async Task An_unknown_package_is_not_found()
    {
        var unknown = Guid.CreateVersion7();
        (await packages.Client.GetAsync($"/packages/{unknown}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await packages.Client.GetAsync($"/packages/{unknown}/history")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await packages.Client.DeleteAsync($"/packages/{unknown}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await packages.Patch(unknown, new { name = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_removed_package_leaves_the_list_and_keeps_its_history()
    {
        var package = await packages.Register(Unique("tool"));
        (await packages.Client.DeleteAsync($"/packages/{package.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await packages.Client.DeleteAsync($"/packages/{package.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await packages.Client.GetAsync($"/packages/{package.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await packages.Get<Page<PackageView>>($"/packages?search={package.Name}"))!.Items.ShouldBeEmpty();
        (await packages.Get<Page<PackageChange>>($"/packages/{package.Id}/history"))!.Items[^1].What.ShouldBe("Removed");
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_in_the_order_of_names()
    {
        var mark = Unique("page");
        foreach (var letter in (string[])["c", "A", "b", "E", "d"])
            await packages.Register($"{letter}-{mark}");
        List<string> names = [];
        string? next = null;
        do
        {
            var page = (await packages.Get<Page<PackageView>>($"/packages?search={mark}&limit=2{(next is null ? "" : $"&after={next}")}"))!;
            names.AddRange(page.Items.Select(item => item.Name));
            next = page.Next;
            // A package that goes between two pages must not break the reading.
            if (names.Count == 2)
                await packages.Client.DeleteAsync($"/packages/{page.Items[^1].Id}");
        }
        while (next is not null);
        names.ShouldBe([$"A-{mark}", $"b-{mark}", $"c-{mark}", $"d-{mark}", $"E-{mark}"]);
    }

    [Fact]
    public async Task System_made_updates_are_shown_only_when_asked_for()
    {
        var name = Unique("update");
        await packages.RegisterUpdate(name);
        (await packages.Get<Page<PackageSummary>>($"/packages?search={name}"))!.Items.ShouldBeEmpty();
        (await packages.Get<Page<PackageSummary>>($"/packages?search={name}&kind=update"))!.Items.Count.ShouldBe(1);
        (await packages.Get<Page<PackageSummary>>($"/packages?search={name}&includeUpdates=true"))!.Items.Count.ShouldBe(1);
        (await packages.Get<Page<PackageSummary>>($"/packages?search={name}&kind=Software&includeUpdates=true"))!.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_update_is_registered_by_the_system_only() =>
        await Refused(new { name = "x", kind = "Update", fileName = "kb.msi", contentSha256 = await packages.UploadAnything() }, 400, "made by the system");

    internal static string Unique(string word) => $"{word}-{Guid.NewGuid():N}";

    private async Task Refused(object body, int status, string why)
    {
        using var answer = await packages.Post(body);
        var problem = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, problem);
        problem.ShouldContain(why);
    }
}
