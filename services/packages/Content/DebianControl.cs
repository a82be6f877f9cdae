using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Distribution.Packages.Content;

/// <summary>The two fields of a Debian package that name what it installs.</summary>
internal sealed record DebianFields(string Package, string Version);

/// <summary>
/// Reads a .deb's control file: an ar archive that holds a tar archive. The framework unpacks gzip; for xz and zstd
/// dpkg-deb is asked, where it is installed.
/// </summary>
internal static class DebianControl
{
    private const long MostUnpacked = 16 << 20;
    private const int MostControlBytes = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The fields; null when the file is a Debian package in a form that cannot be read here.</summary>
    /// <exception cref="InvalidDataException">The file is not a Debian package, or a damaged one.</exception>
    public static async Task<DebianFields?> ReadAsync(Stream file, CancellationToken ct)
    {
        try
        {
            var (member, size) = FindControl(file);
            using var packed = new BoundedStream(file, size);
            return member switch
            {
                "control.tar" => Parse(ReadControl(packed)),
                "control.tar.gz" => Parse(ReadControl(new BoundedStream(new GZipStream(packed, CompressionMode.Decompress), MostUnpacked))),
                _ => await AskDpkg(file, ct) is { } control ? Parse(control) : null,
            };
        }
        catch (Exception fault) when (fault is EndOfStreamException or FormatException or OverflowException)
        {
            throw new InvalidDataException("it is a damaged Debian package", fault);
        }
    }

    private static (string Name, long Size) FindControl(Stream file)
    {
        if (Text(file, 8) != "!<arch>\n")
            throw new InvalidDataException("it is not a Debian package");
        for (var first = true; file.Position < file.Length; first = false)
        {
            var header = Text(file, 60);
            var name = header[..16].TrimEnd(' ', '/');
            var size = long.Parse(header.AsSpan(48, 10), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
            if (first != (name == "debian-binary") || !header.EndsWith("`\n", StringComparison.Ordinal))
                throw new InvalidDataException("it is not a Debian package");
            if (name.StartsWith("control.tar", StringComparison.Ordinal))
                return (name, size);
            file.Position += size + (size & 1);
        }

        throw new InvalidDataException("it is a Debian package without a control file");
    }

    private static string ReadControl(Stream tar)
    {
        using var reader = new TarReader(tar);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.Name is not ("./control" or "control") || entry.DataStream is not { } data)
                continue;
            if (entry.Length > MostControlBytes)
                throw new InvalidDataException($"its control file has {entry.Length} bytes; at most {MostControlBytes} are allowed");
            using var text = new StreamReader(data, Encoding.UTF8);
            return text.ReadToEnd();
        }

        throw new InvalidDataException("it is a Debian package without a control file");
    }

    private static DebianFields Parse(string control) => new(Field(control, "Package"), Field(control, "Version"));

    private static string Field(string control, string name) =>
        control.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) is { } line
        && line[(name.Length + 1)..].Trim() is { Length: > 0 } value
            ? value
            : throw new InvalidDataException($"its control file has no field {name}");

    private static async Task<string?> AskDpkg(Stream file, CancellationToken ct)
    {
        // dpkg-deb seeks in what it reads. Content that lies elsewhere is copied for it, and the copy goes with its stream.
        var path = (file as FileStream)?.Name ?? Path.GetTempFileName();
        await using var copy = file is FileStream ? null : new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose, Share = FileShare.ReadWrite });
        if (copy is not null)
        {
            file.Position = 0;
            await file.CopyToAsync(copy, ct);
            await copy.FlushAsync(ct);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        var start = new ProcessStartInfo("dpkg-deb", ["--field", path, "Package", "Version"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process dpkg;
        try
        {
            dpkg = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (dpkg)
        {
            try
            {
                var fault = dpkg.StandardError.ReadToEndAsync(limit.Token);
                var control = await dpkg.StandardOutput.ReadToEndAsync(limit.Token);
                await dpkg.WaitForExitAsync(limit.Token);
                return dpkg.ExitCode == 0 ? control : throw new InvalidDataException($"dpkg-deb cannot read it: {(await fault).Trim()}");
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new InvalidDataException($"dpkg-deb did not read it within {Patience.TotalSeconds} s");
            }
            finally
            {
                if (!dpkg.HasExited)
                    dpkg.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Text(Stream file, int length)
    {
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return Encoding.ASCII.GetString(bytes);
    }
}
