using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Distribution.Packages.Tests;

public sealed class ContentAttributesTests(PackagesService packages, RealInstallers real)
{
    [Fact]
    public async Task What_content_says_of_itself_is_shown_before_it_is_registered()
    {
        var sha256 = await packages.Upload(await File.ReadAllBytesAsync(real.Nsis("amd64-unicode")));
        var read = await packages.Client.GetFromJsonAsync<JsonElement>($"/contents/{sha256}/attributes?fileName=setup.exe");
        read.GetProperty("format").GetString().ShouldBe("Exe");
        read.GetProperty("name").GetString().ShouldBe("Distribution Hello");
        read.GetProperty("installerFamily").GetString().ShouldBe("Nsis");
        read.GetProperty("commands")[0].GetProperty("install").GetString().ShouldBe("\"{file}\" /S");
    }

    [Fact]
    public async Task Content_is_read_as_what_its_name_says()
    {
        var sha256 = await packages.Upload(await File.ReadAllBytesAsync(real.Rpm()));
        var read = await packages.Client.GetFromJsonAsync<JsonElement>($"/contents/{sha256}/attributes?fileName=hello.msi");
        read.GetProperty("notReadable").GetString().ShouldBe("it is not a Windows Installer database");
    }

    [Fact]
    public async Task A_registration_takes_from_the_content_what_its_caller_leaves_out()
    {
        var sha256 = await packages.Upload(await File.ReadAllBytesAsync(real.Deb("zstd")));
        using var answer = await packages.Post(new { kind = "Software", fileName = "hello.deb", contentSha256 = sha256 });
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
        var package = await answer.Content.ReadFromJsonAsync<JsonElement>();
        package.GetProperty("name").GetString().ShouldBe("distribution-hello");
        package.GetProperty("softwareVersion").GetString().ShouldBe("1:1.2.3-4");
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused()
    {
        var sha256 = await packages.UploadAnything();
        using var nameless = await packages.Client.GetAsync($"/contents/{sha256}/attributes");
        nameless.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var unknown = await packages.Client.GetAsync($"/contents/{new string('0', 64)}/attributes?fileName=x.msi");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
