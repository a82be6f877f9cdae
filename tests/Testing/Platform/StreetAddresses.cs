using System.Text.Json;

namespace Distribution.Testing.Platform;

/// <summary>
/// The ports and passwords of a street, drawn at its first start and kept with its data: agents remember the broker's
/// address that they were told when they enrolled.
/// </summary>
public sealed record StreetAddresses(
    int Postgres, int Broker, int Gateway, int Packages, int TaskScheduling, int IdGroupPolicy, int Reporting, string Password)
{
    /// <summary>The kept addresses, or new ones.</summary>
    public static StreetAddresses In(string folder, int? gatewayPort)
    {
        var file = Path.Combine(folder, "addresses.json");
        if (File.Exists(file))
            return JsonSerializer.Deserialize<StreetAddresses>(File.ReadAllText(file))!;
        var taken = new HashSet<int>();
        int Draw()
        {
            var port = FreePort.Next();
            return taken.Add(port) ? port : Draw();
        }

        var gateway = gatewayPort is { } wanted && FreePort.IsFree(wanted) ? wanted : Draw();
        var addresses = new StreetAddresses(Draw(), Draw(), gateway, Draw(), Draw(), Draw(), Draw(), Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        File.WriteAllText(file, JsonSerializer.Serialize(addresses));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return addresses;
    }

    /// <summary>A port of this street on which somebody else listens, or null.</summary>
    public int? Taken() =>
        new[] { Postgres, Broker, Gateway, Packages, TaskScheduling, IdGroupPolicy, Reporting }
            .Where(port => !FreePort.IsFree(port)).Select(port => (int?)port).FirstOrDefault();
}
