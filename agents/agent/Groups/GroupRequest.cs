namespace Distribution.Agent.Groups;

/// <summary>How far a request to be a member of an ID group has come.</summary>
internal enum GroupRequestState
{
    /// <summary>The server has not answered yet.</summary>
    Waiting,
    Joined,
    Refused,
}

/// <summary>The wish of whoever sits at this computer that it be a member of an ID group (domain 4.2).</summary>
/// <param name="Password">What the group asks for; gone as soon as the server has answered.</param>
/// <param name="Said">The group's name as the server writes it, or why it refused.</param>
internal sealed record GroupRequest(
    string Group, string? Password, DateTimeOffset AskedAt, GroupRequestState State = GroupRequestState.Waiting, string? Said = null, DateTimeOffset? AnsweredAt = null)
{
    /// <summary>For the person in front of the computer.</summary>
    public string Describe() => State switch
    {
        GroupRequestState.Joined => $"{Said}: a member since {AnsweredAt:u}",
        GroupRequestState.Refused => $"{Group}: refused at {AnsweredAt:u}: {Said}",
        _ => $"{Group}: waits to be sent since {AskedAt:u}",
    };
}

/// <summary>What a computer sends to be a member of an ID group.</summary>
internal sealed record GroupRegistration(string Secret, string Group, string? Password);

/// <summary>What the server answers when the computer is one.</summary>
internal sealed record GroupRegistered(string Name);
