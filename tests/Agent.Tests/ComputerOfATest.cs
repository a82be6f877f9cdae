using System.Security.Cryptography;
using System.Text;
using Distribution.Agent.Actions;
using Distribution.Agent.Journals;
using Distribution.Agent.Processes;
using Distribution.Agent.Transfers;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

/// <summary>A root folder that stands for a computer; actions run on it through real supervisor processes.</summary>
public abstract class ComputerOfATest : IDisposable
{
    private readonly TemporaryFolder folder = new("actions");
    private readonly ContentCache cache;
    private readonly CarryOut carryOut;
    private int runs;

    protected ComputerOfATest()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Path.Combine(folder.Path, "cache"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "work"));
        cache = new ContentCache(Path.Combine(folder.Path, "cache"), 1L << 30);
        carryOut = new CarryOut(Supervision.ByOwnProgram(), cache, Path.Combine(folder.Path, "work"), Root, TimeProvider.System);
    }

    protected string Root => Path.Combine(folder.Path, "root");

    protected string Work => Path.Combine(folder.Path, "work");

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string Said(string file) => File.Exists(Path.Combine(Root, file)) ? File.ReadAllText(Path.Combine(Root, file)) : "";

    private protected ContentReference Cached(string fileName, string text) => Cached(fileName, Encoding.UTF8.GetBytes(text));

    private protected ContentReference Cached(string fileName, byte[] content)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        File.WriteAllBytes(cache.PathOf(sha256), content);
        return new(sha256, content.Length, fileName, $"/api/contents/{sha256}");
    }

    private protected Task<Verdict> Run(ActionInstruction action, TaskParameters? parameters = null, CancellationToken cancel = default)
    {
        var task = Facts.Task() with { Actions = [action], Parameters = parameters };
        var execution = JournalState.Evolve(JournalState.Empty, task.Received()).Open.Single();
        return carryOut.Run(execution, action, ++runs, JournalState.Empty.Packages, cancel, CancellationToken.None);
    }
}
