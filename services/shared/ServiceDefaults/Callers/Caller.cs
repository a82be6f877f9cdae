using System.Text.Json.Serialization;

namespace Distribution.ServiceDefaults;

/// <summary>What kind of caller it is.</summary>
public enum CallerKind
{
    /// <summary>Somebody who signed in.</summary>
    Person,

    /// <summary>A script that showed an API key.</summary>
    Key,

    /// <summary>A program with a token of the organisation's own identity provider.</summary>
    Client,
}

/// <summary>Who makes the present request, as the gateway found it out.</summary>
/// <param name="Id">What tells the caller from all others, for ever.</param>
/// <param name="Name">The name for people; it may change.</param>
/// <param name="Roles">What the caller may do follows from these.</param>
/// <param name="Groups">The groups whose computers the caller sees and touches; null is all computers. Where roles differ in that: those that all of them have.</param>
/// <param name="Address">From where the request came, as the gateway saw it.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="Owner">The id of the person whose key it is; null is nobody's.</param>
/// <param name="IssuedBy">The id of whoever issued a key of nobody; null where that is not known.</param>
/// <param name="Scopes">For which groups each role is, where they differ in that; else null.</param>
public sealed record Caller(
    string Id, string Name, CallerKind Kind, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups = null, string? Address = null, string? RequestId = null,
    string? Owner = null, string? IssuedBy = null, IReadOnlyList<RoleScope>? Scopes = null)
{
    /// <summary>The id of who answers for it: a person, their keys and the keys that they issued for nobody are one.</summary>
    [JsonIgnore]
    public string Responsible => Owner ?? IssuedBy ?? Id;

    /// <summary>The caller as far as some roles reach: a permission holds for the groups of the roles that give it, and for no others.</summary>
    /// <param name="gives">Whether a role gives the permission that is asked for.</param>
    public Caller For(Func<string, bool> gives)
    {
        if (Scopes?.Where(scope => gives(scope.Role)).ToList() is not { } own)
            return this;
        var groups = own.Any(scope => scope.Groups is null) ? null : own.SelectMany(scope => scope.Groups!).Distinct().ToList();
        return this with { Roles = [.. own.Select(scope => scope.Role)], Groups = groups, Scopes = own };
    }
}

/// <summary>For which groups a role is; null is all computers.</summary>
public sealed record RoleScope(string Role, IReadOnlyList<Guid>? Groups);

/// <summary>The caller of the present request; one per scope. A message has none.</summary>
public sealed class PresentCaller
{
    /// <summary>Who calls, or null where nobody has to say so.</summary>
    public Caller? Value { get; set; }
}
