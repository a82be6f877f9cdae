namespace Distribution.Agent.Protocol;

/// <summary>How a contract is named in a message's type.</summary>
internal static class MessageUrn
{
    public static string Of<T>() => $"urn:message:{typeof(T).Namespace}:{typeof(T).Name}";
}
