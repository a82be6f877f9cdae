namespace Distribution.Agent;

/// <summary>The end of the agent's log, for the person in front of the computer.</summary>
internal static class ShowLog
{
    private const int Lines = 200;

    public static int Print(AgentOptions options, TextWriter console)
    {
        var folder = Journals.DataFolder.LogIn(options.Data);
        var current = Path.Combine(folder, "agent.log");
        if (!File.Exists(current))
        {
            console.WriteLine($"There is no log in {folder} yet.");
            return 0;
        }
        // The file before, too: the current one may have been begun a moment ago.
        var files = new[] { $"{current}.1", current }.Where(File.Exists);
        foreach (var line in files.SelectMany(Read).TakeLast(Lines))
            console.WriteLine(line);
        return 0;
    }

    private static IEnumerable<string> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
