using System.Text.Json;

namespace Distribution.Gateway.Tests;

/// <summary>A catalogue as a folder: written by people, imported, exported, imported elsewhere.</summary>
public sealed class BulkTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("bulk");
    private CataloguePlatform _platform = null!;

    private string Written => Path.Combine(_folder.Path, "written");

    public async ValueTask InitializeAsync()
    {
        _platform = await CataloguePlatform.StartAsync();
        Write("files/tool.sh", "#!/bin/sh\necho tool\n");
        Write("files/plan.txt", "the plan\n");
        Write("files/runtime.sh", "#!/bin/sh\necho runtime\n");
        Write("a-tool.yaml", """
            name: Tool
            softwareVersion: 1.10
            kind: Software
            publisher: "Größe & Co: #1"
            description: |
              Two lines,
              the second with {braces}.
            folder: Office/Editors
            operatingSystems: [linux]
            architectures: [x64, arm64]
            environment: { LEVEL: 3, NAME: "a b" }
            exitCodes: { success: [0, 2], restartNeeded: [3010] }
            restart: WhenNeeded
            externalPrograms: { before: { command: "/usr/bin/true", onError: Continue, timeLimitSeconds: 10, onTimeOut: Continue } }
            softwareConditions: { judgedBy: All, conditions: [ { name: Office, installed: true, comparison: GreaterOrEqual, version: "16.0" } ] }
            packageConditions: { judgedBy: Any, conditions: [ { packageId: Runtime, installed: false } ] }
            dependsOn: [Runtime 2]
            timeLimitSeconds: 600
            content: ./files/tool.sh
            """);
        Write("more/plan.json", """{ "name": "Plan", "kind": "Files", "destinationFolder": "/srv/plans", "content": "../files/plan.txt", "supersedes": ["Tool"] }""");
        Write("z-runtime.yaml", "name: Runtime\nsoftwareVersion: 2\nkind: Software\ncontent: ./files/runtime.sh\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_second_import_changes_nothing_and_says_so()
    {
        (await _platform.Run("package", "import", Written, "--dry-run")).LastLine.ShouldStartWith("3 created, 0 changed, 0 unchanged (dry run");
        var first = await _platform.Run("package", "import", Written);
        first.ShouldSucceed();
        first.LastLine.ShouldBe("3 created, 0 changed, 0 unchanged");
        first.Output.IndexOf("z-runtime.yaml", StringComparison.Ordinal).ShouldBeLessThan(first.Output.IndexOf("a-tool.yaml", StringComparison.Ordinal), "what others depend on comes first");

        var second = await _platform.Run("apply", "-f", Written);
        second.ShouldSucceed();
        second.LastLine.ShouldBe("0 created, 0 changed, 3 unchanged");
        var listed = JsonDocument.Parse((await _platform.Run("package", "list", "--json")).Output).RootElement;
        listed.EnumerateArray().Select(package => package.GetProperty("version").GetInt64()).ShouldAllBe(version => version == 1);
    }

    [Fact]
    public async Task What_is_exported_imported_elsewhere_and_exported_again_is_the_same_to_the_byte()
    {
        (await _platform.Run("package", "import", Written)).ShouldSucceed();
        var here = Path.Combine(_folder.Path, "here");
        (await _platform.Run("package", "export", here)).ShouldSucceed();

        await using var other = await CataloguePlatform.StartAsync();
        var import = await other.Run("package", "import", here);
        import.ShouldSucceed();
        import.LastLine.ShouldBe("3 created, 0 changed, 0 unchanged");
        (await other.Run("package", "import", here)).LastLine.ShouldBe("0 created, 0 changed, 3 unchanged");
        var there = Path.Combine(_folder.Path, "there");
        (await other.Run("package", "export", there)).ShouldSucceed();

        Contents(there).ShouldBe(Contents(here));
        Contents(here).Keys.Count(file => file.EndsWith(".yaml", StringComparison.Ordinal)).ShouldBe(3);
        File.ReadAllText(Path.Combine(here, "tool-1.10.yaml")).ShouldContain("dependsOn:\n  - Runtime 2\n");
    }

    [Fact]
    public async Task Only_what_differs_is_edited_and_a_dry_run_does_nothing()
    {
        (await _platform.Run("package", "import", Written)).ShouldSucceed();
        Write("z-runtime.yaml", "name: Runtime\nsoftwareVersion: 2\nkind: Software\ncontent: ./files/runtime.sh\npublisher: Somebody\nnotes: new\n");
        (await _platform.Run("package", "import", Written, "--dry-run")).LastLine.ShouldStartWith("0 created, 1 changed, 2 unchanged");
        var edit = await _platform.Run("package", "import", Written);
        edit.LastLine.ShouldBe("0 created, 1 changed, 2 unchanged");
        edit.Output.ShouldContain("changed   z-runtime.yaml  Runtime 2: publisher, notes");
        var history = await _platform.Run("package", "show", "Runtime", "--history");
        history.Output.ShouldContain("publisher, notes");
        (await _platform.Run("package", "show", "Runtime", "--revision", "1")).Output.ShouldNotContain("Somebody");
    }

    [Fact]
    public async Task A_broken_document_stops_nothing_but_what_refers_to_it_and_the_exit_code_tells()
    {
        Write("a-tool.yaml", "name: Tool\nkind: Softwre\ncontent: ./files/tool.sh\n");
        Write("more/plan.json", """{ "name": "Plan", "kind": "Files", "destinationFolder": "not/absolute", "content": "../files/plan.txt" }""");
        Write("lost.yaml", "name: Lost\nkind: Files\ndestinationFolder: /srv\ncontent: ./files/lost.bin\n");
        Write("waits.yaml", "name: Waits\nkind: Software\ncontent: ./files/tool.sh\ndependsOn: [Lost]\n");
        var import = await _platform.Run("package", "import", Written);
        import.ExitCode.ShouldBe(1);
        import.LastLine.ShouldBe("1 created, 0 changed, 0 unchanged, 4 failed");
        import.Error.ShouldContain("a-tool.yaml  kind: line 2: 'Softwre' is none of Software, Files, Update");
        import.Error.ShouldContain("plan.json  destinationFolder: must be an absolute path");
        import.Error.ShouldContain("lost.yaml  content: './files/lost.bin' is no file");
        import.Error.ShouldContain("waits.yaml  dependsOn: 'Lost' (lost.yaml) failed");
    }

    [Fact]
    public async Task New_content_under_an_old_name_is_refused()
    {
        (await _platform.Run("package", "import", Written)).ShouldSucceed();
        Write("files/plan.txt", "another plan\n");
        var import = await _platform.Run("package", "import", Written);
        import.LastLine.ShouldBe("0 created, 0 changed, 2 unchanged, 1 failed");
        import.Error.ShouldContain("content never changes");
    }

    [Fact]
    public async Task Packages_are_registered_edited_found_and_shown_with_all_that_is_said_of_them()
    {
        (await _platform.Run("package", "register", Path.Combine(Written, "files/runtime.sh"), "--name", "Runtime", "--version", "2")).ShouldSucceed();
        (await _platform.Run(
            "package", "register", Path.Combine(Written, "files/tool.sh"), "--name", "Tool", "--publisher", "Somebody", "--folder", "Office", "--os", "linux",
            "--env", "A=b=c", "--depends-on", "Runtime", "--restart", "Never", "--run-as", "SessionUser")).ShouldSucceed();
        (await _platform.Run("package", "edit", "Tool", "--publisher", "", "--notes", "seen")).ShouldSucceed();
        using var shown = JsonDocument.Parse((await _platform.Run("package", "show", "Tool", "--json")).Output);
        var tool = shown.RootElement;
        tool.GetProperty("publisher").ValueKind.ShouldBe(JsonValueKind.Null);
        tool.GetProperty("environment").GetProperty("A").GetString().ShouldBe("b=c");
        tool.GetProperty("dependsOn").GetArrayLength().ShouldBe(1);
        (tool.GetProperty("restart").GetString(), tool.GetProperty("runAs").GetString(), tool.GetProperty("notes").GetString()).ShouldBe(("Never", "SessionUser", "seen"));

        (await _platform.Run("package", "list", "--folder", "Office", "--sort", "-size")).Output.ShouldContain("Tool");
        (await _platform.Run("package", "list", "--search", "runtime")).Output.ShouldNotContain("Tool");
        (await _platform.Run("package", "list", "--sort", "colour")).Error.ShouldContain("sort");
        (await _platform.Run("package", "read", Path.Combine(Written, "files/tool.sh"))).ShouldSucceed();
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(Written, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static SortedDictionary<string, string> Contents(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText), StringComparer.Ordinal);
}
