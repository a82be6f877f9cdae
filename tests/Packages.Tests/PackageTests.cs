using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

public sealed class PackageTests() : SpecificationOf<Package>(Package.Evolve)
{
    private static readonly Guid Id = Guid.Parse("0190a000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddHours(1);
    private static readonly PackageAttributes Hello = new(
        "hello", "2.10", PackageKind.Software, "hello_2.10_amd64.deb", new string('a', 64), 4096,
        "dpkg --install \"{file}\"", "dpkg --remove hello", "hello", null, 3600);
    private static readonly PackageAttributes Manuals = Hello with
    {
        Name = "manuals", Kind = PackageKind.Files, FileName = "manuals.zip", InstallCommand = null, UninstallCommand = null,
        SoftwareName = null, DestinationFolder = "/usr/share/manuals",
    };

    private static readonly PackageRegistered Registered = new(Id, Hello, Noon);
    private static readonly PackageRemoved Removed = new(Id, Later);

    [Fact]
    public void A_package_is_registered_once_however_often_it_is_asked_for() =>
        Given().When(p => Package.Register(p, Id, Hello, Noon)).Then(Registered).AndAgainNothing();

    [Fact]
    public void A_repeat_that_comes_after_an_edit_changes_nothing() =>
        Given(Registered, new PackageEdited(Id, Hello with { Name = "hallo" }, Later)).When(p => Package.Register(p, Id, Hello, Later)).ThenNothing();

    [Fact]
    public void An_id_in_use_is_refused_for_another_package() =>
        Given(Registered).When(p => Package.Register(p, Id, Manuals, Later)).ThenRefused("belongs to another package, 'hello'");

    [Fact]
    public void The_id_of_a_removed_package_is_not_used_again() =>
        Given(Registered, Removed).When(p => Package.Register(p, Id, Hello, Later)).ThenRefused("was removed");

    [Fact]
    public void An_edit_is_the_whole_new_definition_and_happens_once() =>
        Given(Registered).When(p => Package.Edit(p, Id, new PackageChanges(Name: "hallo", UninstallCommand: "", TimeLimitSeconds: 60), Later))
            .Then(new PackageEdited(Id, Hello with { Name = "hallo", UninstallCommand = null, TimeLimitSeconds = 60 }, Later))
            .AndAgainNothing();

    [Fact]
    public void An_edit_that_says_nothing_new_changes_nothing() =>
        Given(Registered).When(p => Package.Edit(p, Id, new PackageChanges(Name: "hello"), Later)).ThenNothing();

    [Fact]
    public void Each_event_is_a_revision() =>
        Given(Registered, new PackageEdited(Id, Hello with { Name = "hallo" }, Later)).ThenState(p =>
        {
            p!.Revision.ShouldBe(2);
            p.RegisteredAt.ShouldBe(Noon);
            p.ChangedAt.ShouldBe(Later);
        });

    [Fact]
    public void A_package_that_does_not_exist_or_was_removed_cannot_be_edited()
    {
        Given().When(p => Package.Edit(p, Id, new PackageChanges(Name: "x"), Later)).ThenRefused("There is no package");
        Given(Registered, Removed).When(p => Package.Edit(p, Id, new PackageChanges(Name: "x"), Later)).ThenRefused("There is no package");
    }

    [Fact]
    public void A_package_is_removed_once_however_often_it_is_asked_for() =>
        Given(Registered).When(p => Package.Remove(p, Id, [], Later)).Then(Removed).AndAgainNothing();

    [Fact]
    public void A_package_in_use_is_not_removed_and_the_refusal_names_its_tasks() =>
        Given(Registered).When(p => Package.Remove(p, Id, [new("task", Id, "A"), new("package", Id, "B")], Later)).ThenRefused($"task 'A' ({Id}), package 'B' ({Id})");

    [Fact]
    public void A_removed_package_stays_removed_even_if_a_task_used_it() =>
        Given(Registered, Removed).When(p => Package.Remove(p, Id, [new("task", Id, "A")], Later)).ThenNothing();

    [Fact]
    public void An_unknown_package_cannot_be_removed() =>
        Given().When(p => Package.Remove(p, Id, [], Later)).ThenRefused("There is no package");

    [Fact]
    public void An_exe_without_a_silent_command_is_refused() =>
        Given().When(p => Package.Register(p, Id, Hello with { FileName = "setup.exe", InstallCommand = null }, Noon)).ThenRefused("installCommand");

    [Fact]
    public void An_edit_cannot_take_the_install_command_away() =>
        Given(Registered).When(p => Package.Edit(p, Id, new PackageChanges(InstallCommand: ""), Later)).ThenRefused("installCommand");

    [Fact]
    public void Files_need_a_folder_and_have_no_command()
    {
        Given().When(p => Package.Register(p, Id, Manuals, Noon)).Then(new PackageRegistered(Id, Manuals, Noon)).AndAgainNothing();
        Given().When(p => Package.Register(p, Id, Manuals with { DestinationFolder = null }, Noon)).ThenRefused("destinationFolder");
        Given().When(p => Package.Register(p, Id, Manuals with { InstallCommand = "run {file}" }, Noon)).ThenRefused("installCommand");
    }

    [Fact]
    public void Software_has_no_destination_folder() =>
        Given().When(p => Package.Register(p, Id, Hello with { DestinationFolder = "/opt" }, Noon)).ThenRefused("destinationFolder");

    [Theory]
    [InlineData("run {file} {user}", "a.exe", "{user}")]
    [InlineData("run {File}", "a.exe", "{File}")]
    [InlineData("{folder}/setup.exe /S", "a.exe", "{folder}")]
    public void A_command_with_a_name_that_no_agent_fills_in_is_refused(string command, string fileName, string named) =>
        Given().When(p => Package.Register(p, Id, Hello with { FileName = fileName, InstallCommand = command, UninstallCommand = null, SoftwareName = null }, Noon)).ThenRefused(named);

    [Theory]
    [InlineData("\"{folder}/inner/setup.exe\" /S --log={file}.log", "a.zip")]
    [InlineData("sh -c 'x=${HOME}; cp {file} $x'", "a.sh")]
    [InlineData("powershell -Command \"& { Start-Process '{file}' -Wait }\"", "a.exe")]
    [InlineData("msiexec /x {0A1B2C3D-0000-0000-0000-000000000000} /qn", "a.exe")]
    public void A_command_may_hold_braces_that_are_not_names(string command, string fileName) =>
        Given().When(p => Package.Register(p, Id, Hello with { FileName = fileName, InstallCommand = command, UninstallCommand = null }, Noon))
            .Then(events => events.Count.ShouldBe(1));

    [Fact]
    public void A_software_name_that_would_run_as_a_command_is_refused() =>
        Given().When(p => Package.Register(p, Id, Hello with { SoftwareName = "hello; reboot" }, Noon)).ThenRefused("no Debian package name");

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void A_software_name_has_at_most_2048_bytes(int bytes, bool allowed)
    {
        var decided = Given().When(p => Package.Register(p, Id, Hello with { FileName = "a.msi", SoftwareName = new string('n', bytes - 2) + "é" }, Noon));
        if (allowed)
            decided.Then(events => events.Count.ShouldBe(1));
        else
            decided.ThenRefused("2,048 bytes");
    }
}
