namespace Distribution.Agent.Tests;

/// <summary>Scripts that tests write.</summary>
internal static class Programs
{
    public static void MakeExecutable(string path) =>
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
}
