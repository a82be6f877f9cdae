using System.Text.Json;
using Distribution.Agent.Journals;

namespace Distribution.Agent.Groups;

/// <summary>The requests for ID groups, on the disk until the server has answered, and what it answered. Of one group only the last is kept.</summary>
internal sealed class GroupRequests(string path)
{
    private const int MostWaiting = 20;
    private const int MostAnswered = 20;
    private const int LongestText = 256;

    private readonly Lock turn = new();
    private IReadOnlyList<GroupRequest> all = Read(path);
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All of them, the oldest first.</summary>
    public IReadOnlyList<GroupRequest> All
    {
        get
        {
            lock (turn)
                return all;
        }
    }

    public static IReadOnlyList<GroupRequest> Read(string path) => File.Exists(path)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.IReadOnlyListGroupRequest) ?? []
        : [];

    /// <summary>Keeps a request until the server has answered it.</summary>
    /// <returns>Why it is not kept; null when it is.</returns>
    public string? Ask(string? group, string? password, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(group) || group.Length > LongestText || password?.Length > LongestText)
            return $"Which ID group? Its name and its password have at most {LongestText} characters.";
        lock (turn)
        {
            var others = all.Where(request => !IsOf(request, group)).ToList();
            if (others.Count(request => request.State == GroupRequestState.Waiting) >= MostWaiting)
                return $"{MostWaiting} requests wait already.";
            Replace([.. others, new(group, password, now)]);
        }
        return null;
    }

    /// <summary>What became of the last request for a group; null when there was none.</summary>
    public GroupRequest? Of(string? group) => All.FirstOrDefault(request => IsOf(request, group));

    /// <summary>The server has answered a request; one that was asked anew meanwhile stays as it is.</summary>
    public void Answer(GroupRequest asked, GroupRequestState state, string said, DateTimeOffset now)
    {
        lock (turn)
        {
            var answered = all.Select(request => request == asked ? asked with { Password = null, State = state, Said = said, AnsweredAt = now } : request).ToList();
            var old = answered.Where(request => request.State != GroupRequestState.Waiting).SkipLast(MostAnswered).ToHashSet();
            Replace([.. answered.Where(request => !old.Contains(request))]);
        }
    }

    /// <summary>The server can be reached again: what waits need not wait longer.</summary>
    public void TryAgain() => Move();

    /// <summary>Ends with the next request, or when what waits is to be tried again.</summary>
    public Task NextMove()
    {
        lock (turn)
        {
            if (moved.Task.IsCompleted)
                moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return moved.Task;
        }
    }

    private static bool IsOf(GroupRequest request, string? group) => string.Equals(request.Group, group, StringComparison.OrdinalIgnoreCase);

    private void Replace(IReadOnlyList<GroupRequest> next)
    {
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(next, AgentJson.Default.IReadOnlyListGroupRequest));
        all = next;
        Move();
    }

    private void Move()
    {
        lock (turn)
            moved.TrySetResult();
    }
}
