namespace Distribution.ServiceDefaults;

/// <summary>A service in the names of its operations, as the descriptions of its routes give them.</summary>
internal static class OperationNames
{
    /// <summary>'id-group-policy' is 'IdGroupPolicy'.</summary>
    public static string Of(string service) => string.Concat(service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
