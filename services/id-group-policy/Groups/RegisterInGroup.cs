using System.Globalization;
using Distribution.IdGroupPolicy.Computers;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>A computer, or the user who sits at it, wants to be a member of an ID group (domain 4.2).</summary>
/// <param name="Secret">Proves which computer asks.</param>
/// <param name="Group">The group's name, without regard to case.</param>
/// <param name="Password">What the group asks for; null is nothing.</param>
public sealed record RegisterInGroupCommand(string Secret, string Group, string? Password);

/// <summary>The group in which the computer is a member now.</summary>
public sealed record RegisteredInGroup(Guid GroupId, string Name);

internal sealed class RegisterInGroupValidator : AbstractValidator<RegisterInGroupCommand>
{
    public RegisterInGroupValidator()
    {
        RuleFor(c => c.Secret).NotEmpty().MaximumLength(256);
        RuleFor(c => c.Group).NotEmpty().MaximumLength(256);
        RuleFor(c => c.Password).MaximumLength(256);
    }
}

internal static class RegisterInGroup
{
    private const int FailuresOfComputer = 5;
    private const int FailuresOfAddress = 50;          // many computers may stand behind one

    public static void MapRegisterInGroup(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/enrolments/{id:guid}/group-registrations", async Task<IResult> (
            Guid id, RegisterInGroupCommand command, HttpContext http, GuessLimit limit, IDocumentSession session, Passwords passwords,
            TimeProvider clock, CancellationToken ct) =>
        {
            var (address, computer) = ($"address {http.CallerAddress()}", $"computer {id}");
            if (limit.Begin(address, FailuresOfAddress) is { } wait)
                return TooOften(http, wait);
            if (await session.LoadAsync<Computer>(id, ct) is not { } known || !known.MayConnect(command.Secret, clock.GetUtcNow()))
                return TypedResults.Problem("The computer is not known by this id and secret, or it is not let in.", statusCode: StatusCodes.Status401Unauthorized);
            if (limit.Begin(computer, FailuresOfComputer) is { } longer)
                return TooOften(http, longer);

            // One answer for every reason, after the same time: nobody learns by asking which groups there are.
            if (await OpenGroupAsync(session, command.Group, ct) is var group && !Admits(group, command.Password, passwords))
            {
                return TypedResults.Problem(
                    "There is no such ID group open for self-registration, or the password is wrong.", statusCode: StatusCodes.Status403Forbidden);
            }

            limit.GiveBack(address);
            limit.GiveBack(computer);
            await session.Decide<Membership>(
                Membership.StreamOf(group!.Id, id), state => Membership.Join(state, group.Id, id, JoinedBy.User, clock.GetUtcNow()), ct);
            return TypedResults.Ok(new RegisteredInGroup(group.Id, group.Name));
        }).Validate(new RegisterInGroupValidator()).Produces<RegisteredInGroup>().WithName("RegisterInGroup").WithSummary("A computer's user puts it into an ID group.");

    private static bool Admits(Group? group, string? password, Passwords passwords) =>
        group is { PasswordHash: null } || passwords.Matches(password ?? "", group?.PasswordHash);

    private static async Task<Group?> OpenGroupAsync(IDocumentSession session, string name, CancellationToken ct) =>
        await session.Events.AggregateStreamAsync<GroupName>(GroupName.StreamOf(name), token: ct) is { GroupId: { } id }
        && await session.LoadAsync<Group>(id, ct) is { RemovalStartedAt: null, TakesUsers: true } group
            ? group
            : null;

    private static ProblemHttpResult TooOften(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem("Too many attempts have failed.", statusCode: StatusCodes.Status429TooManyRequests);
    }
}
