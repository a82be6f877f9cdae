using System.Security.Cryptography;
using System.Text;

namespace Distribution.Cli.Packages;

/// <summary>Where a file's upload is under way, kept over runs: by the platform, the file's path, its size and when it was last written.</summary>
internal sealed class UploadPlaces(Uri server, FileInfo file)
{
    private readonly string _note = Path.Combine(
        Environment.GetEnvironmentVariable("DISTRIBUTION_STATE") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "distribution"),
        "uploads",
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{server}\n{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}"))));

    private string? _remembered;

    /// <summary>The upload's address, or null when none is under way.</summary>
    public string? Known => _remembered ?? (File.Exists(_note) ? File.ReadAllText(_note) : null);

    public void Keep(string place)
    {
        _remembered = place;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_note)!);
            File.WriteAllText(_note, place);
        }
        catch (Exception readOnly) when (readOnly is IOException or UnauthorizedAccessException)
        {
            // Then a later run begins anew; this one goes on by what it remembers.
        }
    }

    public void Forget()
    {
        _remembered = null;
        if (File.Exists(_note))
            File.Delete(_note);
    }
}
