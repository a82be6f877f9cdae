using System.Text;
using Distribution.Agent.Processes;

namespace Distribution.Agent.Actions;

/// <summary>What Windows Installer writes about a run; its exit code alone rarely tells why.</summary>
internal static class MsiLog
{
    public static string In(WorkFolder work) => Path.Combine(work.Location, "msi.log");

    /// <summary>Whether a command is msiexec without a log of the operator's own.</summary>
    public static bool IsWanted(IReadOnlyList<string> words) =>
        Path.GetFileNameWithoutExtension(words[0]).Equals("msiexec", StringComparison.OrdinalIgnoreCase)
        && !words.Skip(1).Any(word => word.StartsWith("/l", StringComparison.OrdinalIgnoreCase) || word.StartsWith("/log", StringComparison.OrdinalIgnoreCase));

    /// <summary>The log's end, or "" when there is none.</summary>
    public static string TailOf(WorkFolder work)
    {
        if (!File.Exists(In(work)))
            return "";
        using var stream = new FileStream(In(work), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var isWide = stream.ReadByte() == 0xFF && stream.ReadByte() == 0xFE;
        // An even place, or half a character would shift all that follow.
        stream.Position = Math.Max(isWide ? 2 : 0, (stream.Length - (2 * OutputTail.Limit)) & ~1);
        using var reader = new StreamReader(stream, isWide ? Encoding.Unicode : Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        return OutputTail.Bounded(reader.ReadToEnd());
    }
}
