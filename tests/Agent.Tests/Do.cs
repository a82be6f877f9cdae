using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

/// <summary>Actions as a server would write them.</summary>
internal static class Do
{
    public static ActionInstruction Install(int number, ContentReference content, string? command = null, string? software = null, string? version = null, int limit = 60) =>
        new(number, ActionKind.Install, $"Install {content.FileName}", Guid.NewGuid(), 1, content, command, software, version, null, limit);

    public static ActionInstruction Place(int number, ContentReference content, string folder, int limit = 60) =>
        new(number, ActionKind.DistributeFiles, $"Place {content.FileName}", Guid.NewGuid(), 1, content, null, null, null, folder, limit);

    public static ActionInstruction Run(int number, string command, int limit = 60, ContentReference? content = null) =>
        new(number, ActionKind.Run, $"Run {number}", null, null, content, command, null, null, null, limit);

    public static ActionInstruction Uninstall(int number, string? software, string? command = null) =>
        new(number, ActionKind.Uninstall, $"Uninstall {software}", null, null, null, command, software, null, null, 60);
}
