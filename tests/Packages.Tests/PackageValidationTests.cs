using System.Text.Json;
using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

/// <summary>Ranges and form of single attributes: each rule at its limit and one step beyond (domain 1.3, 1.7, 5.6).</summary>
public sealed class PackageValidationTests
{
    private const string Code = "{0A1B2C3D-0000-0000-0000-00000000000A}";
    private static readonly PackageDetailsValidator Rules = new();

    public static TheoryData<string, PackageDetails, PackageDetails> AtTheLimitAndBeyond => new()
    {
        { "Publisher", new() { Publisher = Text(256) }, new() { Publisher = Text(257) } },
        { "Publisher", new() { Publisher = "" }, new() { Publisher = "a\nb" } },
        { "Description", new() { Description = Text(4_000) }, new() { Description = Text(4_001) } },
        { "Description", new() { Description = "a\r\n\tb" }, new() { Description = "a\0" } },
        { "Notes", new() { Notes = Text(10_000) }, new() { Notes = Text(10_001) } },
        { "Folder", new() { Folder = "1/2/3/4/5/6/7/8" }, new() { Folder = "1/2/3/4/5/6/7/8/9" } },
        { "Folder", new() { Folder = Text(64) }, new() { Folder = Text(65) } },
        { "Folder", new() { Folder = "Office tools/Editors" }, new() { Folder = "/Office" } },
        { "Folder", new() { Folder = "" }, new() { Folder = "Office/" } },
        { "Folder", new() { Folder = "a..b" }, new() { Folder = "a/../b" } },
        { "Folder", new() { Folder = "a b" }, new() { Folder = "a / b" } },
        { "Folder", new() { Folder = "C:" }, new() { Folder = "a\\b" } },
        { "OperatingSystems", new() { OperatingSystems = ["windows", "linux", "macos"] }, new() { OperatingSystems = ["Windows"] } },
        { "OperatingSystems", new() { OperatingSystems = [] }, new() { OperatingSystems = ["linux", "linux"] } },
        { "OperatingSystems", new() { OperatingSystems = ["linux"] }, new() { OperatingSystems = [null!] } },
        { "Architectures", new() { Architectures = ["x64", "x86", "arm64"] }, new() { Architectures = ["amd64"] } },
        { "InnerPath", new() { InnerPath = "a/b c/setup.exe" }, new() { InnerPath = "a/../setup.exe" } },
        { "InnerPath", new() { InnerPath = "a\\setup.exe" }, new() { InnerPath = "C:\\setup.exe" } },
        { "InnerPath", new() { InnerPath = "" }, new() { InnerPath = "{file}/setup.exe" } },
        { "ProductCode", new() { ProductCode = Code }, new() { ProductCode = Code.Trim('{', '}') } },
        { "UpgradeCode", new() { UpgradeCode = Code.ToLowerInvariant() }, new() { UpgradeCode = "{1} /qn & calc" } },
        { "ExitCodes.Success", new() { ExitCodes = new(Numbers(100)) }, new() { ExitCodes = new(Numbers(101)) } },
        { "ExitCodes.success", new() { ExitCodes = new([0], [3010], [1641], [1618]) }, new() { ExitCodes = new([0], [0]) } },
        { "WorkingDirectory", new() { WorkingDirectory = "%TEMP%\\x" }, new() { WorkingDirectory = "relative" } },
        { "Environment", new() { Environment = Variables(100) }, new() { Environment = Variables(101) } },
        { "Environment", new() { Environment = One("_A9", "v") }, new() { Environment = One("9A", "v") } },
        { "Environment", new() { Environment = One("A", "a=b") }, new() { Environment = One("A=B", "v") } },
        { "Environment", new() { Environment = One("A", Text(32_764)) }, new() { Environment = One("A", Text(32_765)) } },
        { "Environment", new() { Environment = One("A", "") }, new() { Environment = One("A", null!) } },
        { "Environment", new() { Environment = One("a", "1") }, new() { Environment = new Dictionary<string, string> { ["a"] = "1", ["A"] = "2" } } },
        { "Restart", new() { Restart = RestartBehaviour.Always }, new() { Restart = (RestartBehaviour)9 } },
        { "RunAs", new() { RunAs = RunAs.SessionUser }, new() { RunAs = (RunAs)9 } },
        { "ExternalPrograms.Before.Command", Program(new(Text(256))), Program(new(Text(257))) },
        { "ExternalPrograms.Before.Command", Program(new("a")), Program(new("")) },
        { "ExternalPrograms.Before.TimeLimitSeconds", Program(new("a", TimeLimitSeconds: 86_400)), Program(new("a", TimeLimitSeconds: 86_401)) },
        { "ExternalPrograms.Before.TimeLimitSeconds", Program(new("a", TimeLimitSeconds: 0)), Program(new("a", TimeLimitSeconds: -1)) },
        { "ExternalPrograms.Before.OnError", Program(new("a", OnProgramError.Continue)), Program(new("a", (OnProgramError)9)) },
        { "SystemConditions.FreeDiskMegabytes", On(new(FreeDiskMegabytes: 32_767)), On(new(FreeDiskMegabytes: 32_768)) },
        { "SystemConditions.FreeDiskMegabytes", On(new(FreeDiskMegabytes: 0)), On(new(FreeDiskMegabytes: -1)) },
        { "SystemConditions.FreeDiskDrive", On(new(1, "C:")), On(new(FreeDiskDrive: "C:")) },
        { "SystemConditions.FreeDiskDrive", On(new(1, "/var")), On(new(1, "var")) },
        { "SystemConditions.MemoryMegabytes", On(new(MemoryMegabytes: 1)), On(new(MemoryMegabytes: 0)) },
        { "SystemConditions.MemoryComparison", On(new(MemoryMegabytes: 1, MemoryComparison: Comparison.Less)), On(new(MemoryMegabytes: 1, MemoryComparison: Comparison.NotEqual)) },
        { "SystemConditions.MemoryComparison", On(new(MemoryMegabytes: 1)), On(new(MemoryComparison: Comparison.Less)) },
        { "SystemConditions.OperatingSystemComparison", On(new(OperatingSystemVersion: "10.0", OperatingSystemComparison: Comparison.Less)), On(new(OperatingSystemComparison: Comparison.Less)) },
        { "SoftwareConditions.Conditions", Software([.. Enumerable.Repeat(new SoftwareCondition("a"), 100)]), Software([.. Enumerable.Repeat(new SoftwareCondition("a"), 101)]) },
        { "SoftwareConditions.Conditions[0]", Software(new SoftwareCondition("a")), Software([null!]) },
        { "SoftwareConditions.Conditions[0].Name", Software(new SoftwareCondition(new string('日', 682) + "ab")), Software(new SoftwareCondition(new string('日', 683))) },
        { "SoftwareConditions.Conditions[0].Name", Software(new SoftwareCondition("a ")), Software(new SoftwareCondition("")) },
        { "SoftwareConditions.Conditions[0].Name", Software(new SoftwareCondition("KB2536276-v2")), Software(new SoftwareCondition("KB2536276v2")) },
        { "SoftwareConditions.Conditions[0].Name", Software(new SoftwareCondition("KB2536276")), Software(new SoftwareCondition("kb2536276")) },
        { "SoftwareConditions.Conditions[0].Name", Software(new SoftwareCondition("KB4Free")), Software(new SoftwareCondition("KB 2536276")) },
        { "SoftwareConditions.Conditions[0].Name", Software(new SoftwareCondition("KBase 3")), Software(new SoftwareCondition("KB2536276-v0")) },
        { "SoftwareConditions.Conditions[0].Comparison", Software(new SoftwareCondition("a", true, Comparison.Less, "1")), Software(new SoftwareCondition("a", true, Comparison.Less)) },
        { "SoftwareConditions.Conditions[0].Comparison", Software(new SoftwareCondition("a", false)), Software(new SoftwareCondition("a", false, Comparison.Less)) },
        { "SoftwareConditions.Conditions[0].Version", Software(new SoftwareCondition("a", false)), Software(new SoftwareCondition("a", false, null, "1")) },
        { "SoftwareConditions.Conditions[0].Version", Software(new SoftwareCondition("a")), Software(new SoftwareCondition("a", true, null, "1")) },
        { "SoftwareConditions.Conditions[0].Version", Software(new SoftwareCondition("KB1", true, Comparison.Less, "2")), Software(new SoftwareCondition("KB1", true, Comparison.Less, "2.0")) },
        { "PackageConditions.Conditions[0].PackageId", Packages(new PackageCondition(Guid.CreateVersion7())), Packages(new PackageCondition(Guid.Empty)) },
        { "PackageConditions.Conditions[0].Version", Packages(new PackageCondition(Guid.CreateVersion7(), true, Comparison.Less, Text(128))), Packages(new PackageCondition(Guid.CreateVersion7(), true, Comparison.Less, Text(129))) },
        { "BlockingProcesses.WaitMinutes", new() { BlockingProcesses = new(["office.exe"], WhenBlocked.Wait, 10_080) }, new() { BlockingProcesses = new(["office.exe"], WhenBlocked.Wait, 10_081) } },
        { "BlockingProcesses.Names[0]", new() { BlockingProcesses = new(["my office"]) }, new() { BlockingProcesses = new(["/usr/bin/office"]) } },
        { "DependsOn", new() { DependsOn = Ids(100) }, new() { DependsOn = Ids(101) } },
        { "DependsOn", new() { DependsOn = [] }, new() { DependsOn = [Guid.Empty] } },
        { "Supersedes", new() { Supersedes = Ids(2) }, new() { Supersedes = [.. Enumerable.Repeat(Guid.CreateVersion7(), 2)] } },
        { "IconSha256", new() { IconSha256 = new string('a', 64) }, new() { IconSha256 = new string('A', 64) } },
    };

    [Theory]
    [MemberData(nameof(AtTheLimitAndBeyond), DisableDiscoveryEnumeration = true)]
    public void A_value_at_its_limit_is_right_and_one_beyond_is_told_by_name(string field, PackageDetails right, PackageDetails wrong)
    {
        Rules.Validate(right).Errors.ShouldBeEmpty(JsonSerializer.Serialize(right));
        var errors = Rules.Validate(wrong).Errors;
        errors.ShouldNotBeEmpty(JsonSerializer.Serialize(wrong));
        errors.ShouldAllBe(error => error.PropertyName == field);
    }

    private static string Text(int length) => new('t', length);

    private static int[] Numbers(int count) => [.. Enumerable.Range(0, count)];

    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

    private static Dictionary<string, string> Variables(int count) => Numbers(count).ToDictionary(n => $"V{n}", n => "");

    private static Dictionary<string, string> One(string name, string value) => new() { [name] = value };

    private static PackageDetails Program(ExternalProgram program) => new() { ExternalPrograms = new(Before: program) };

    private static PackageDetails On(SystemConditions conditions) => new() { SystemConditions = conditions };

    private static PackageDetails Software(params SoftwareCondition[] conditions) => new() { SoftwareConditions = new(JudgedBy.All, conditions) };

    private static PackageDetails Packages(params PackageCondition[] conditions) => new() { PackageConditions = new(JudgedBy.All, conditions) };
}
