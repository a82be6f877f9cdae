using System.Diagnostics;

namespace Distribution.Agent.Tests;

/// <summary>A file system of a few bytes, so that a full disk is a real one. Needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string folder, int bytes)
    {
        Path = System.IO.Path.Combine(folder, "small-disk");
        Directory.CreateDirectory(Path);
        Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", Path);
    }

    public string Path { get; }

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

    public void Dispose() => Run("umount", "-l", Path);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)} (root, or a user namespace with mounts, is needed)");
    }
}
