namespace Distribution.Proxy.Access.OpenIdConnect;

/// <summary>The organisation's own identity provider; the section 'Access:OpenIdConnect' of the settings. Without an authority there is none.</summary>
public sealed record ProviderSettings
{
    /// <summary>The provider's address; its configuration is read below it.</summary>
    public Uri? Authority { get; init; }

    /// <summary>What people are told it is called.</summary>
    public string Name { get; init; } = "the organisation's sign-in";

    /// <summary>This platform to the provider, for people who sign in; without it, only programs' tokens are taken.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client's secret; null for a public client, which PKCE alone protects.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Whom the access tokens of programs have to be meant for; without it none are taken.</summary>
    public string? Audience { get; init; }

    /// <summary>What is asked for when somebody signs in.</summary>
    public string Scopes { get; init; } = "openid profile";

    /// <summary>The claim that holds a person's name.</summary>
    public string NameClaim { get; init; } = "name";

    /// <summary>Which claims give which roles; whoever has none of them is not let in.</summary>
    public IReadOnlyList<ClaimRole> Roles { get; init; } = [];
}

/// <summary>Whoever has this value in this claim has this role.</summary>
/// <param name="Groups">For the computers of these ID groups; none is all computers.</param>
public sealed record ClaimRole(string Claim, string Value, string Role, IReadOnlyList<Guid>? Groups = null);
