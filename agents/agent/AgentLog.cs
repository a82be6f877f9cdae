namespace Distribution.Agent;

/// <summary>What happened, for the person in front of the computer: on the console, and in a folder that stays under 6 MiB.</summary>
internal sealed class AgentLog(string? folder, TimeProvider clock, TextWriter? console = null)
{
    private const long LargestFile = 1024 * 1024;
    private const int OldFiles = 5;

    private readonly Lock turn = new();

    public void Write(string text)
    {
        var line = $"{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff}Z {text.ReplaceLineEndings(" | ")}";
        lock (turn)
        {
            console?.WriteLine(line);
            if (folder is null)
                return;
            try
            {
                Append(line);
            }
            catch (IOException)
            {
                // A full disk must not stop the agent from reporting that the disk is full.
            }
        }
    }

    private void Append(string line)
    {
        Directory.CreateDirectory(folder!);
        var current = Path.Combine(folder!, "agent.log");
        if (new FileInfo(current) is { Exists: true, Length: > LargestFile })
        {
            for (var age = OldFiles - 1; age >= 1; age--)
            {
                if (File.Exists($"{current}.{age}"))
                    File.Move($"{current}.{age}", $"{current}.{age + 1}", overwrite: true);
            }
            File.Move(current, $"{current}.1", overwrite: true);
        }
        File.AppendAllText(current, line + Environment.NewLine);
    }
}
