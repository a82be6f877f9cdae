using System.Diagnostics;

namespace Distribution.Testing;

/// <summary>An empty folder that goes with this process, however this process ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly Process _guard;

    /// <summary>Makes the folder; the name only helps to recognise it.</summary>
    public TemporaryFolder(string name)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"distribution-{name}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
        // Servers that die with this process may write for a moment longer, hence the second time.
        const string watch = "trap '' INT TERM HUP QUIT; cat >/dev/null; rm -rf \"$1\"; [ -d \"$1\" ] && sleep 2; rm -rf \"$1\"";
        var start = new ProcessStartInfo("/bin/sh", ["-c", watch, "guard", Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _guard = Process.Start(start)!;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Deletes the folder with everything in it.</summary>
    public void Dispose()
    {
        _guard.StandardInput.Close();
        _guard.WaitForExit();
        _guard.Dispose();
    }
}
