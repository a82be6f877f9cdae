using Distribution.Contracts.Rules.Trust;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>The platform's roots, as the setting's file has them. Signed and secret to nobody: any way to the computers will do.</summary>
internal static class GetRoots
{
    public static void MapGetRoots(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/enrolments/roots", (ServiceSigning signing) => TypedResults.Bytes(signing.Chain.ToBytes(), "application/json"))
            .Produces<RootChain>().WithName("GetRoots").WithSummary("Whom the computers obey: every root since the first, each signed.");
}
