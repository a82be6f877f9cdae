using Distribution.Contracts.Rules.Trust;

namespace Distribution.Testing.Platform;

/// <summary>The keys of a platform on this machine, made at its first start and kept with its data: here the root key lies beside the others, which no real installation does.</summary>
public sealed class LocalKeys
{
    // Held for as long as the process lives: its folder goes with it.
    private static readonly Lazy<TemporaryFolder> OwnFolder = new(() => new("keys"));
    private static readonly Lazy<LocalKeys> Process = new(() => new(OwnFolder.Value.Path));

    private readonly string _folder;

    private LocalKeys(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        if (File.Exists(RootFile))
            return;
        var now = DateTimeOffset.UtcNow;
        using var rootKey = Make("root");
        var keys = TrustRoles.All.Select(role =>
        {
            using var key = Make(role);
            return key.ToTrusted(role);
        }).ToList();
        var root = RootRules.Sign(RootRules.Draft(new(1, now, now.AddYears(10), 1, [rootKey.ToTrusted()], keys)), rootKey);
        File.WriteAllBytes(RootFile, new RootChain([root]).ToBytes());
    }

    /// <summary>The keys that every service in this process goes by.</summary>
    public static LocalKeys OfThisProcess => Process.Value;

    /// <summary>The file with the chain of roots.</summary>
    public string RootFile => Path.Combine(_folder, "roots.json");

    /// <summary>The root.</summary>
    public TrustRoot Root => ServiceSigning.OpenRoots(RootFile).Root;

    /// <summary>What a computer thinks of a message that came out of its queue.</summary>
    public SignatureVerdict Judge(Guid computerId, string type, IDictionary<string, object?>? headers, ReadOnlySpan<byte> body) => MessageSignature.Judge(
        Root, MessageSignature.From(headers), computerId, type, body, beginsWork: true, TimeProvider.System.GetUtcNow(), SigningKey.Verify);

    /// <summary>The keys in a folder; made there when there are none.</summary>
    public static LocalKeys In(string folder) => new(folder);

    /// <summary>The file of a role's private key.</summary>
    public string FileOf(string role) => Path.Combine(_folder, role + ".pem");

    /// <summary>A role's private key, or that of the root.</summary>
    public SigningKey KeyOf(string role) => SigningKey.Parse(File.ReadAllText(FileOf(role)));

    /// <summary>The role of a service by its folder's or its namespace's name; null for one that signs nothing.</summary>
    public static string? RoleOf(string service) => service switch
    {
        "task-scheduling" or "TaskScheduling" => TrustRoles.Tasks,
        "id-group-policy" or "IdGroupPolicy" => TrustRoles.Computers,
        _ => null,
    };

    /// <summary>A service's settings.</summary>
    public IEnumerable<(string Name, string Value)> SettingsOf(string service) => RoleOf(service) is { } role
        ? [(ServiceSigning.KeySetting, FileOf(role)), (ServiceSigning.RootSetting, RootFile)]
        : [];

    private SigningKey Make(string name)
    {
        var key = SigningKey.Create();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(FileOf(name), options);
        writer.Write(key.ToPem());
        return key;
    }
}
