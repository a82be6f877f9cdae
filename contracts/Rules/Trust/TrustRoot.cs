using System.Text.Json;
using System.Text.Json.Serialization;

namespace Distribution.Contracts.Rules.Trust;

/// <summary>
/// Whom computers obey: the keys that sign what they are told, and the offline keys that decide about them. Computers keep it on
/// their disk and take another only when the keys of the one that they have agree.
/// </summary>
/// <param name="Version">From 1, each one more than the one before.</param>
/// <param name="ExpiresAt">From then on computers begin no new work until they get a later one.</param>
/// <param name="Threshold">How many of the root keys must sign the next root.</param>
/// <param name="RootKeys">The offline keys.</param>
/// <param name="Keys">The keys of the services, each with its role.</param>
public sealed record TrustRoot(
    int Version, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, int Threshold, IReadOnlyList<TrustedKey> RootKeys, IReadOnlyList<TrustedKey> Keys)
{
    /// <summary>Most root keys, and most keys of services.</summary>
    public const int MostKeys = 100;

    /// <summary>The bytes that are signed.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, TrustJson.Default.TrustRoot);

    /// <summary>Reads what was signed; null when it is no root.</summary>
    public static TrustRoot? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, TrustJson.Default.TrustRoot) is { } root && root.HasForm() ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool HasForm() =>
        Version >= 1 && ExpiresAt > IssuedAt && RootKeys is { Count: >= 1 and <= MostKeys } && Keys is { Count: <= MostKeys }
        && Threshold >= 1 && Threshold <= RootKeys.Count
        && RootKeys.Concat(Keys).All(key => key is not null && key.IsNamedAfterItself)
        && RootKeys.DistinctBy(key => key.Id).Count() == RootKeys.Count
        && Keys.DistinctBy(key => key.Id).Count() == Keys.Count;
}

/// <summary>A public key.</summary>
/// <param name="Id">Follows from the key itself, so that one key cannot count as two.</param>
/// <param name="PublicKey">Subject public key info in base64.</param>
/// <param name="Role">What it may sign (<see cref="TrustRoles"/>); null for a root key.</param>
/// <param name="Algorithm">ES256 (ECDSA on P-256 with SHA-256) is the one there is.</param>
public sealed record TrustedKey(string Id, string PublicKey, string? Role = null, string Algorithm = SigningKey.Algorithm)
{
    internal bool IsNamedAfterItself => Algorithm == SigningKey.Algorithm && Bytes is { } bytes && Id == SigningKey.IdOf(bytes);

    /// <summary>The key; null when it is no base64.</summary>
    [JsonIgnore]
    public byte[]? Bytes
    {
        get
        {
            var bytes = new byte[PublicKey?.Length ?? 0];
            return Convert.TryFromBase64String(PublicKey ?? "", bytes, out var length) ? bytes[..length] : null;
        }
    }
}

/// <summary>What a key may sign.</summary>
public static class TrustRoles
{
    /// <summary>Work, and its end: task-scheduling's.</summary>
    public const string Tasks = "tasks";

    /// <summary>Orders to the computers themselves, such as to take another secret: id-group-policy's.</summary>
    public const string Computers = "computers";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Tasks, Computers];

    /// <summary>The role that may send messages of this type to a computer; null when none may.</summary>
    /// <param name="urn">As messages name it: urn:message:(namespace):(name).</param>
    public static string? ForMessage(string urn)
    {
        ArgumentNullException.ThrowIfNull(urn);
        return urn.StartsWith("urn:message:Distribution.Contracts.TaskScheduling.V1:", StringComparison.Ordinal) ? Tasks
            : urn.StartsWith("urn:message:Distribution.Contracts.IdGroupPolicy.V1:", StringComparison.Ordinal) ? Computers
            : null;
    }
}

/// <summary>A root with its signatures; the bytes are those that were signed, in base64.</summary>
public sealed record SignedRoot(string Root, IReadOnlyList<RootSignature> Signatures)
{
    /// <summary>The signed bytes; null when they are none.</summary>
    [JsonIgnore]
    public byte[]? Bytes
    {
        get
        {
            var bytes = new byte[Root?.Length ?? 0];
            return Convert.TryFromBase64String(Root ?? "", bytes, out var length) ? bytes[..length] : null;
        }
    }
}

/// <summary>One root key's signature, in base64.</summary>
public sealed record RootSignature(string KeyId, string Signature);

/// <summary>Every root since the first, in order: whoever has an old one finds the way to the newest.</summary>
public sealed record RootChain(IReadOnlyList<SignedRoot> Roots)
{
    /// <summary>Longest text of a chain, in bytes; more is not read.</summary>
    public const int LongestBytes = 4 * 1024 * 1024;

    /// <summary>Reads a chain; null when it is none.</summary>
    public static RootChain? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return json.Length <= LongestBytes && JsonSerializer.Deserialize(json, TrustJson.Default.RootChain) is { Roots: not null } chain
                && chain.Roots.All(root => root?.Signatures is not null && root.Signatures.All(signature => signature is not null))
                    ? chain
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The chain as a file or an answer has it.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, TrustJson.Default.RootChain);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrustRoot))]
[JsonSerializable(typeof(RootChain))]
internal sealed partial class TrustJson : JsonSerializerContext;
