using System.Text;
using System.Text.RegularExpressions;

namespace Distribution.Packages.Content;

/// <summary>The first line of a script, by which a system chooses what runs it; as a command it must be said, since the file is not executable.</summary>
internal static partial class ScriptLine
{
    private const int Longest = 128;

    /// <summary>The interpreter with its argument ('/usr/bin/env bash'), or null when the first line names none.</summary>
    public static async Task<string?> ReadAsync(Stream script, CancellationToken ct)
    {
        var bytes = new byte[Longest];
        var read = await script.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return InterpreterIn(Encoding.UTF8.GetString(bytes, 0, read));
    }

    /// <summary>The same, from the script's beginning. Only plain words pass: they become part of a command on every computer.</summary>
    public static string? InterpreterIn(string beginning) =>
        FirstLine().Match(beginning) is { Success: true } line ? line.Groups[1].Value.TrimEnd() : null;

    [GeneratedRegex(@"\A#! ?(/[\w./+-]+(?: [\w./+=-]+)*) *\r?\n")]
    private static partial Regex FirstLine();
}
