using System.Buffers;

namespace Distribution.Packages.Content;

/// <summary>Which relative paths every computer of a fleet can hold, inside the folder that they are meant for (domain, section 10).</summary>
internal static class PathRules
{
    private const int LongestPath = 1024;
    private const int LongestSegment = 255;

    private static readonly SearchValues<char> NotOnWindows = SearchValues.Create(":*?\"<>|");

    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>Why a path is refused, or null when it is safe. Both slashes separate: what one system reads as a name is a path on another.</summary>
    public static string? Refusal(string path)
    {
        if (path.Length == 0)
            return "has an empty name";
        if (path.Length > LongestPath)
            return $"has a path of {path.Length} characters; at most {LongestPath} are allowed";
        if (path.Any(char.IsControl))
            return "has a control character in its name";
        if (path[0] is '/' or '\\')
            return "has an absolute path";
        if (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))
            return "names a drive";
        foreach (var segment in path.TrimEnd('/', '\\').Split('/', '\\'))
        {
            if (SegmentRefusal(segment) is { } refusal)
                return refusal;
        }

        return null;
    }

    private static string? SegmentRefusal(string segment) => segment switch
    {
        "" => "has an empty folder name",
        "." => "has '.' in its path",
        ".." => "has '..' in its path",
        { Length: > LongestSegment } => $"has a name of {segment.Length} characters; at most {LongestSegment} are allowed",
        _ when segment.AsSpan().ContainsAny(NotOnWindows) => "has a character in its name that Windows does not allow",
        _ when segment[^1] is '.' or ' ' => "has a name that ends with a dot or a space, which Windows drops",
        _ when Devices.Contains(segment.Split('.')[0].TrimEnd(' ')) => "has the name of a device",
        _ => null,
    };
}
