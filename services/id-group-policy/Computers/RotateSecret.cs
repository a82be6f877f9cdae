using FluentValidation;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>A computer proves itself with its secret and names the next one, which it has on its disk already.</summary>
/// <param name="NewSecret">64 hexadecimal digits.</param>
public sealed record RotateSecretCommand(string Secret, string NewSecret);

internal sealed class RotateSecretValidator : AbstractValidator<RotateSecretCommand>
{
    public RotateSecretValidator()
    {
        RuleFor(c => c.Secret).NotEmpty();
        RuleFor(c => c.NewSecret).NotNull().Matches("^[0-9a-f]{64}$").WithMessage("must be 64 lower-case hexadecimal digits");
    }
}

internal static class RotateSecret
{
    public static void MapRotateSecret(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/enrolments/{id:guid}/secret", async Task<IResult> (
            Guid id, RotateSecretCommand command, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            try
            {
                await session.Decide<Computer>(
                    id, state => Computer.Rotate(state, command.Secret, Secret.Sha256(command.NewSecret), clock.GetUtcNow()), ct);
                return TypedResults.NoContent();
            }
            catch (EnrolmentRefusedException refused)
            {
                return refused.ToProblem();
            }
        }).Validate(new RotateSecretValidator()).Produces(StatusCodes.Status204NoContent).WithName("RotateSecret").WithSummary("A computer changes its secret.");
}
