using System.Text.RegularExpressions;

namespace Distribution.Packages.Content;

/// <summary>The first line of a script, by which a system chooses what runs it; as a command it must be said, since the file is not executable.</summary>
internal static partial class ScriptLine
{
    /// <summary>How many bytes of a script hold its first line.</summary>
    public const int Longest = 128;

    /// <summary>The interpreter with its argument ('/usr/bin/env bash') in a script's beginning, or null when the first line names none. Only plain words pass: they become part of a command on every computer.</summary>
    public static string? InterpreterIn(string beginning) =>
        FirstLine().Match(beginning) is { Success: true } line ? line.Groups[1].Value.TrimEnd() : null;

    [GeneratedRegex(@"\A#! ?(/[\w./+-]+(?: [\w./+=-]+)*) *\r?\n")]
    private static partial Regex FirstLine();
}
