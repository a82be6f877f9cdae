using System.Net;
using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

/// <summary>Packages that name others, on a real store: the rules hold under races too.</summary>
public sealed class LinkedPackagesTests(PackagesService packages)
{
    [Fact]
    public async Task A_package_that_is_named_must_be_in_the_catalogue()
    {
        var gone = await packages.Register(CatalogueTests.Unique("gone"));
        await packages.Client.DeleteAsync($"/packages/{gone.Id}");
        var tool = await packages.Register(CatalogueTests.Unique("tool"));
        foreach (var unknown in (Guid[])[gone.Id, Guid.CreateVersion7()])
        {
            (await PackagesService.Refused(packages.Patch(tool.Id, new { dependsOn = (Guid[])[unknown] }), 422)).ShouldContain($"dependsOn: there is no package {unknown}");
            (await PackagesService.Refused(packages.Patch(tool.Id, new { supersedes = (Guid[])[unknown] }), 422)).ShouldContain($"supersedes: there is no package {unknown}");
        }
    }

    [Fact]
    public async Task A_circle_is_refused_with_the_names_on_it()
    {
        var a = await packages.Register(CatalogueTests.Unique("a"));
        var b = await packages.Register(CatalogueTests.Unique("b"), new() { DependsOn = [a.Id] });
        var c = await packages.Register(CatalogueTests.Unique("c"), new() { DependsOn = [b.Id], Supersedes = [a.Id] });
        var why = await PackagesService.Refused(packages.Patch(a.Id, new { dependsOn = (Guid[])[c.Id] }), 409);
        foreach (var name in (string[])[a.Name, b.Name, c.Name])
            why.ShouldContain(name);
        (await PackagesService.Refused(packages.Patch(a.Id, new { supersedes = (Guid[])[c.Id] }), 409)).ShouldContain("supersedes");
    }

    [Fact]
    public async Task A_package_that_others_need_is_not_removed_and_the_refusal_lists_them()
    {
        var needed = await packages.Register(CatalogueTests.Unique("needed"));
        var user = await packages.Register(CatalogueTests.Unique("user"), new() { DependsOn = [needed.Id] });
        (await PackagesService.Refused(packages.Client.DeleteAsync($"/packages/{needed.Id}"), 409)).ShouldContain(user.Name);
        using var released = await packages.Patch(user.Id, new { dependsOn = Array.Empty<Guid>(), supersedes = (Guid[])[needed.Id] });
        released.StatusCode.ShouldBe(HttpStatusCode.OK);
        // What takes its place does not keep it.
        (await packages.Client.DeleteAsync($"/packages/{needed.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var later = await packages.Patch(user.Id, new { notes = "still editable" });
        later.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Edits_that_race_never_close_a_circle_together()
    {
        for (var round = 0; round < 15; round++)
        {
            var ring = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => packages.Register(CatalogueTests.Unique($"ring{i}"))));
            var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => packages.Patch(ring[i].Id, new { dependsOn = (Guid[])[ring[(i + 1) % 3].Id] })));
            answers.Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Conflict]);
            foreach (var answer in answers)
                answer.Dispose();
        }
    }

    [Fact]
    public async Task A_package_never_goes_while_another_begins_to_need_it()
    {
        for (var round = 0; round < 15; round++)
        {
            var (needed, user) = (await packages.Register(CatalogueTests.Unique("needed")), await packages.Register(CatalogueTests.Unique("user")));
            var need = packages.Patch(user.Id, new { dependsOn = (Guid[])[needed.Id] });
            var remove = packages.Client.DeleteAsync($"/packages/{needed.Id}");
            var answers = (Need: (int)(await need).StatusCode, Remove: (int)(await remove).StatusCode);
            answers.ShouldBeOneOf((200, 409), (422, 204));
        }
    }

    [Fact]
    public async Task The_same_registration_sent_ten_times_at_once_is_one_package()
    {
        var other = await packages.Register(CatalogueTests.Unique("other"));
        var body = new { id = Guid.CreateVersion7(), name = "same", kind = "Software", fileName = "a.sh", contentSha256 = await packages.UploadAnything(), dependsOn = (Guid[])[other.Id] };
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => packages.Post(body)));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var answer in answers)
            answer.Dispose();
        (await packages.Get<ServiceDefaults.Page<PackageChange>>($"/packages/{body.id}/history"))!.Items.Count.ShouldBe(1);
    }
}
