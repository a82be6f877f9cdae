namespace Distribution.Agent.Journals;

/// <summary>The journal's bytes: whole frames, each on the disk before the next is begun.</summary>
internal sealed class JournalFile : IDisposable
{
    private readonly string path;
    private FileStream file;

    private JournalFile(string path)
    {
        this.path = path;
        File.Delete(path + ".new");
        var isNew = !File.Exists(path);
        file = DurableFile.CreatePrivate(path, FileMode.OpenOrCreate);
        if (isNew)
            DurableFile.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>How many bytes of whole frames there are.</summary>
    public long Length { get; private set; }

    /// <summary>Opens or creates the file. A torn tail is cut off; a damaged file is kept as `.damaged`.</summary>
    public static JournalFile Open(string path, out IReadOnlyList<byte[]> contents, out bool damaged)
    {
        var opened = new JournalFile(path);
        (contents, opened.Length, damaged) = Frames.Scan(ReadAll(opened.file));
        if (damaged)
            File.Copy(path, path + ".damaged", overwrite: true);
        else
            opened.CutOff();
        return opened;
    }

    public static IReadOnlyList<byte[]> Peek(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Frames.Scan(ReadAll(stream)).Contents;
    }

    /// <exception cref="IOException">The frames are not there, and will not be.</exception>
    public void Append(byte[] frames)
    {
        try
        {
            // A frame that was half written when the disk was full must not stay between good ones, where it would read as damage.
            CutOff();
            file.Position = Length;
            file.Write(frames);
            file.Flush(flushToDisk: true);
            Length += frames.Length;
        }
        catch (IOException problem)
        {
            throw new IOException($"The journal {path} cannot be written, so nothing is begun or acknowledged: {problem.Message}", problem);
        }
    }

    /// <summary>Puts one frame in the place of all, as one step.</summary>
    public void Replace(byte[] frame)
    {
        DurableFile.Replace(path, frame);
        var replaced = file;
        file = DurableFile.CreatePrivate(path, FileMode.OpenOrCreate);
        replaced.Dispose();
        Length = file.Length;
    }

    public void Dispose() => file.Dispose();

    private static byte[] ReadAll(FileStream stream)
    {
        var bytes = new byte[stream.Length];
        stream.Position = 0;
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private void CutOff()
    {
        if (file.Length == Length)
            return;
        file.SetLength(Length);
        file.Flush(flushToDisk: true);
    }
}
