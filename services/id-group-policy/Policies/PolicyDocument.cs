namespace Distribution.IdGroupPolicy.Policies;

/// <summary>Policies as a document that a person can read, keep and bring elsewhere.</summary>
/// <param name="Format">Always 1.</param>
public sealed record PolicyDocument(int Format, IReadOnlyList<WrittenPolicy> Policies)
{
    /// <summary>Largest document, in bytes.</summary>
    public const long Largest = 8L << 20;
}

/// <summary>One policy of a document.</summary>
/// <param name="Id">Which policy it is, so that importing it again changes it; null finds the equal one, or sets a new one.</param>
/// <param name="Group">The ID group's name, without regard to case.</param>
public sealed record WrittenPolicy(Guid? Id, string Group, PolicyCondition Condition);

/// <summary>What an import did; it did all of it.</summary>
public sealed record PolicyImport(int Set, int Changed, int Unchanged);

/// <summary>Looks through a document before anything of it is applied.</summary>
internal static class PolicyDocuments
{
    /// <summary>What is wrong with it, by field; empty when nothing is. Pure.</summary>
    /// <param name="groups">The ids of the groups that it names and that are there, by their names in upper case.</param>
    public static IReadOnlyList<(string Field, string Fault)> FaultsOf(PolicyDocument document, IReadOnlyDictionary<string, Guid> groups)
    {
        if (document.Format != 1)
            return [("format", $"must be 1, not {document.Format}")];
        if (document.Policies is null || document.Policies.Count > PolicyBook.Most)
            return [("policies", $"at most {PolicyBook.Most} policies may be given, and a list there must be")];
        var (faults, places, ids) = (new List<(string, string)>(), new Dictionary<Guid, int>(), new Dictionary<Guid, int>());
        foreach (var (index, policy) in document.Policies.Index())
        {
            var at = $"policies[{index}]";
            if (policy?.Condition is null || string.IsNullOrEmpty(policy.Group))
            {
                faults.Add((at, "a policy needs a group and a condition"));
                continue;
            }

            faults.AddRange(new PolicyConditionValidator().Validate(policy.Condition).Errors.Select(e => ($"{at}.condition.{e.PropertyName}", e.ErrorMessage)));
            if (!groups.TryGetValue(policy.Group.ToUpperInvariant(), out var group))
                faults.Add(($"{at}.group", $"there is no ID group '{policy.Group}'"));
            else if (!places.TryAdd(Policy.PlaceOf(group, policy.Condition), index))
                faults.Add((at, $"is the same policy as policies[{places[Policy.PlaceOf(group, policy.Condition)]}]"));
            if (policy.Id == Guid.Empty)
                faults.Add(($"{at}.id", "must not be empty"));
            else if (policy.Id is { } id && !ids.TryAdd(id, index))
                faults.Add(($"{at}.id", $"is the id of policies[{ids[id]}] too"));
        }

        return faults;
    }
}
