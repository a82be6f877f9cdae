using System.CommandLine;
using System.Text.Json;

namespace Distribution.Cli.Access;

/// <summary>Which API key a command shows: of the file that is named, of the environment, or of the last sign-in at this gateway.</summary>
internal static class ApiKeys
{
    // The user's folder, where only they read it.
    private static string Place => Path.Combine(
        Environment.GetEnvironmentVariable("DISTRIBUTION_STATE") is { Length: > 0 } state
            ? state
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "distribution"),
        "keys.json");

    public static string? Of(ParseResult given, Uri server)
    {
        if (given.GetValue(Shell.ApiKeyFile) is { } file)
            return File.Exists(file.FullName) ? File.ReadAllText(file.FullName).Trim() : throw new GatewayException($"There is no file {file.FullName}.");
        return Environment.GetEnvironmentVariable("DISTRIBUTION_API_KEY") is { Length: > 0 } named ? named.Trim() : Kept().GetValueOrDefault(NameOf(server));
    }

    /// <summary>The key that is kept for a gateway, or null.</summary>
    public static string? KeptFor(Uri server) => Kept().GetValueOrDefault(NameOf(server));

    /// <summary>Keeps a key for a gateway, or (null) forgets the one that is kept.</summary>
    public static void Keep(Uri server, string? key)
    {
        var kept = Kept();
        if (key is null)
            kept.Remove(NameOf(server));
        else
            kept[NameOf(server)] = key;
        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        // Beside, and then in its place: never half a file, and never readable by others for a moment.
        var next = Place + ".next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(next, options))
            JsonSerializer.Serialize(file, kept);
        File.Move(next, Place, overwrite: true);
    }

    private static Dictionary<string, string> Kept()
    {
        try
        {
            return File.Exists(Place) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Place)) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];                  // whoever signs in again writes it anew
        }
    }

    private static string NameOf(Uri server) => server.GetLeftPart(UriPartial.Path).TrimEnd('/');
}
