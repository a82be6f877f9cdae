namespace Distribution.Contracts.Rules.Trust;

/// <summary>What a service signs with, and the roots that say that it may.</summary>
public sealed class ServiceSigning
{
    /// <summary>The setting that names the file with the service's private key, in PEM.</summary>
    public const string KeySetting = "Signing:KeyFile";

    /// <summary>The setting that holds the key itself instead, where secrets come by the environment.</summary>
    public const string PemSetting = "Signing:Key";

    /// <summary>The setting that names the file with the chain of roots.</summary>
    public const string RootSetting = "Signing:RootFile";

    private readonly SigningKey _key;

    private ServiceSigning(SigningKey key, RootChain chain, TrustRoot root) => (_key, Chain, Root) = (key, chain, root);

    /// <summary>Every root since the first.</summary>
    public RootChain Chain { get; }

    /// <summary>The newest root.</summary>
    public TrustRoot Root { get; }

    /// <summary>Reads the key and the roots.</summary>
    /// <param name="setting">A setting by its name.</param>
    /// <exception cref="InvalidOperationException">One is missing, is none, or the newest root does not let this key sign for the role: the service must not start.</exception>
    public static ServiceSigning Open(Func<string, string?> setting, string role)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var key = KeyOf(setting);
        var (chain, root) = OpenRoots(setting(RootSetting));
        if (!root.Keys.Any(k => k.Id == key.Id && k.Role == role))
            throw new InvalidOperationException(
                $"The setting {(IsInFile(setting) ? KeySetting : PemSetting)} holds the key {key.Id}, which the root of version {root.Version} in {setting(RootSetting)} does not let sign for {role}: no computer would obey it.");
        return new(key, chain, root);
    }

    /// <summary>Reads the chain of roots alone.</summary>
    /// <exception cref="InvalidOperationException">It is missing, or is no chain of roots each signed by enough keys.</exception>
    public static (RootChain Chain, TrustRoot Root) OpenRoots(string? rootFile)
    {
        var chain = RootChain.Read(System.Text.Encoding.UTF8.GetBytes(Read(RootSetting, rootFile)));
        if (chain is null)
            throw Unusable(RootSetting, rootFile, "it is no chain of roots.");
        var followed = RootRules.Follow(null, chain, SigningKey.Verify);
        return followed is { Fault: null, Pinned: { } newest } ? (chain, newest.Root) : throw Unusable(RootSetting, rootFile, followed.Fault ?? "it holds no root.");
    }

    /// <summary>The headers of a message to a computer: its signature, and which root there is.</summary>
    public IEnumerable<KeyValuePair<string, object?>> HeadersOf(Guid computerId, string type, DateTimeOffset issuedAt, ReadOnlySpan<byte> body) =>
    [
        .. MessageSignature.Of(_key, computerId, type, issuedAt, body).Headers,
        new(MessageSignature.RootHeader, Root.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static SigningKey KeyOf(Func<string, string?> setting)
    {
        var (pem, file) = (setting(PemSetting), setting(KeySetting));
        var isInFile = IsInFile(setting);
        try
        {
            return SigningKey.Parse(isInFile ? Read(KeySetting, file) : pem!);
        }
        catch (FormatException wrong)
        {
            throw Unusable(isInFile ? KeySetting : PemSetting, isInFile ? file : null, wrong.Message);
        }
    }

    private static string Read(string setting, string? file)
    {
        if (string.IsNullOrWhiteSpace(file))
            throw new InvalidOperationException($"The setting {setting} is missing: 'distribution keys' makes what it names.");
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unusable(setting, file, problem.Message);
        }
    }

    private static bool IsInFile(Func<string, string?> setting) => string.IsNullOrWhiteSpace(setting(PemSetting));

    private static InvalidOperationException Unusable(string setting, string? file, string fault) =>
        new($"The setting {setting}{(file is null ? "" : $", {file},")} cannot be used: {fault}");
}
