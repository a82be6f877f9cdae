namespace Distribution.IdGroupPolicy.Search;

/// <summary>A text is no search; it says where, and what was expected there.</summary>
/// <param name="position">Counts characters from 1.</param>
public sealed class SearchSyntaxException(int position, string expected) : Exception($"Character {position}: {expected}")
{
    /// <summary>Where, counted in characters from 1.</summary>
    public int Position => position;
}
