using System.Net;
using System.Net.Http.Json;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Tests;

/// <summary>Whoever has rights for one ID group uses the catalogue and adds to it, and changes nothing that others rely on.</summary>
public sealed class ScopeTests(PackagesService packages)
{
    [Fact]
    public async Task A_package_that_is_there_is_changed_and_removed_by_those_alone_who_may_touch_all_computers()
    {
        var package = await packages.Register("shared tool");
        using var department = packages.Service.ClientOf(new Caller("d", "Department", CallerKind.Person, ["system-administrator"], [Guid.NewGuid()]));
        foreach (var path in new[] { "/packages", $"/packages/{package.Id}", "/contents" })
            (await department.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        (await department.PatchAsJsonAsync($"/packages/{package.Id}", new { notes = "ours now" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await department.DeleteAsync($"/packages/{package.Id}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await packages.Patch(package.Id, new { notes = "for all" })).IsSuccessStatusCode.ShouldBeTrue();
    }
}
