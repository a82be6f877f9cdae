using System.IO.Compression;

namespace Distribution.Agent.Tests;

/// <summary>Zips as an operator would register them.</summary>
internal static class Zipped
{
    public static byte[] Of(params (string Name, byte[] Content)[] entries) => Of([.. entries.Select(entry => (entry.Name, entry.Content, 0x81A4))]);

    /// <param name="entries">Mode is the file's type and rights, as Unix keeps them.</param>
    public static byte[] Of(params (string Name, byte[] Content, int Mode)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes, mode) in entries)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = mode << 16;
                using var content = entry.Open();
                content.Write(bytes);
            }
        }
        return stream.ToArray();
    }
}
