using System.Diagnostics;

namespace Distribution.Testing;

/// <summary>A file system of a few bytes, so that a full disk is a real one. Needs the right to mount.</summary>
public sealed class SmallDisk : IDisposable
{
    /// <summary>Mounts one in a folder.</summary>
    public SmallDisk(string folder, int bytes)
    {
        Path = System.IO.Path.Combine(folder, "small-disk");
        Directory.CreateDirectory(Path);
        Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", Path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        try
        {
            while (true)
            {
                stream.Write(new byte[512]);
                stream.Flush();
            }
        }
        catch (IOException)
        {
            // Full: as wanted.
        }
    }

    /// <inheritdoc />
    public void Dispose() => Run("umount", "-l", Path);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}; root, or a user namespace with mounts, is needed.");
    }
}
