using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Distribution.Testing.Platform;

/// <summary>
/// The ports and secrets of a street, drawn at its first start and kept with its data: agents remember the broker's
/// address that they were told when they enrolled.
/// </summary>
public sealed record StreetAddresses(
    int Postgres, int Broker, int Gateway, int Packages, int TaskScheduling, int IdGroupPolicy, int Reporting, string Password,
    string LinkKey, string CallerKey, string ApiKey, string FirstPassword)
{
    /// <summary>The kept addresses, or new ones.</summary>
    public static StreetAddresses In(string folder, int? gatewayPort)
    {
        var file = Path.Combine(folder, "addresses.json");
        if (File.Exists(file))
        {
            var kept = JsonSerializer.Deserialize<StreetAddresses>(File.ReadAllText(file))!;
            // A folder of a run from before there were these secrets gets them now.
            return kept is { LinkKey: not null, CallerKey: not null } ? kept : Keep(
                kept with { LinkKey = kept.LinkKey ?? NewKey(), CallerKey = NewKey(), ApiKey = NewApiKey(), FirstPassword = NewPassword() }, file);
        }

        var taken = new HashSet<int>();
        int Draw()
        {
            var port = FreePort.Next();
            return taken.Add(port) ? port : Draw();
        }

        var gateway = gatewayPort is { } wanted && FreePort.IsFree(wanted) ? wanted : Draw();
        return Keep(new StreetAddresses(Draw(), Draw(), gateway, Draw(), Draw(), Draw(), Draw(), Guid.NewGuid().ToString("N"), NewKey(), NewKey(), NewApiKey(), NewPassword()), file);
    }

    /// <summary>A port of this street on which somebody else listens, or null.</summary>
    public int? Taken() =>
        new[] { Postgres, Broker, Gateway, Packages, TaskScheduling, IdGroupPolicy, Reporting }
            .Where(port => !FreePort.IsFree(port)).Select(port => (int?)port).FirstOrDefault();

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string NewApiKey() => $"dk_{Guid.NewGuid():N}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    private static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);

    private static StreetAddresses Keep(StreetAddresses addresses, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(addresses));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return addresses;
    }
}
