using System.Security.Cryptography;
using System.Text.Json;
using Distribution.Agent.Journals;

namespace Distribution.Agent.Connections;

/// <summary>Who this computer is, and where its broker is. The secret is known to this file alone; the server keeps its hash.</summary>
/// <param name="SecretSince">When the secret was chosen; null for one that is as old as the enrolment of an early agent.</param>
internal sealed record Identity(Guid ComputerId, string Secret, BrokerIdentity Broker, DateTimeOffset? SecretSince = null)
{
    public static Identity? Read(string path) => File.Exists(path)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.Identity)
        : null;

    public void Write(string path) => DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, AgentJson.Default.Identity));
}

/// <summary>The identity of the present, on the disk and in memory.</summary>
internal sealed class CurrentIdentity(Identity value, string path)
{
    private readonly Lock turn = new();
    private TaskCompletionSource ordered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Identity Value { get; private set; } = value;

    public void Replace(Identity identity)
    {
        lock (turn)
        {
            identity.Write(path);
            Value = identity;
        }
    }

    /// <summary>The server says that the broker is elsewhere.</summary>
    public void MoveTo(BrokerIdentity broker)
    {
        lock (turn)
        {
            if (Value.Broker != broker)
                Replace(Value with { Broker = broker });
        }
    }

    /// <summary>The server wants another secret: from now on, and after a restart, the present one counts as old.</summary>
    public void OrderSecret()
    {
        lock (turn)
        {
            Replace(Value with { SecretSince = null });
            ordered.TrySetResult();
        }
    }

    /// <summary>Ends at the next order of another secret.</summary>
    public Task NextOrder()
    {
        lock (turn)
        {
            if (ordered.Task.IsCompleted)
                ordered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return ordered.Task;
        }
    }
}

/// <summary>Who this computer will be, kept on disk before the server is asked.</summary>
internal sealed record IdentityWish(Guid ComputerId, string Secret)
{
    /// <summary>The wish of an earlier start, or a new one: a random id and 256 random bits.</summary>
    public static IdentityWish Keep(string path)
    {
        if (File.Exists(path))
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.IdentityWish)!;
        var wish = new IdentityWish(Guid.CreateVersion7(), NewSecret());
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(wish, AgentJson.Default.IdentityWish));
        return wish;
    }

    /// <summary>256 random bits in hexadecimal.</summary>
    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}

/// <param name="Address">amqp or amqps, with host, port and virtual host, without user and password.</param>
internal sealed record BrokerIdentity(string Address, string User, string Queue);

/// <summary>What a computer sends to be let in.</summary>
/// <param name="Key">A computer that is known already needs none.</param>
internal sealed record EnrolmentRequest(string? Key, string Name, string OperatingSystem, string Architecture, Guid? ComputerId = null, string? Secret = null);

/// <summary>What the server answers; the secret is told this once.</summary>
internal sealed record EnrolmentAnswer(Guid ComputerId, string Secret, BrokerIdentity Broker);

/// <summary>What a computer sends to get another secret.</summary>
internal sealed record SecretRotation(string Secret, string NewSecret);
