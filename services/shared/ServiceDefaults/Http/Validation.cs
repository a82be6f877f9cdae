using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Distribution.ServiceDefaults;

/// <summary>Commands are checked before an endpoint sees them.</summary>
public static class Validation
{
    /// <summary>Answers 400 with the broken rules, by field, unless the endpoint's argument of type T keeps them all.</summary>
    public static RouteHandlerBuilder Validate<T>(this RouteHandlerBuilder endpoint, IValidator<T> validator) =>
        endpoint.AddEndpointFilter(async (context, next) =>
        {
            var command = context.Arguments.OfType<T>().First();
            var result = await validator.ValidateAsync(command, context.HttpContext.RequestAborted);
            return result.IsValid ? await next(context) : throw new ValidationException(result.Errors);
        }).WithMetadata(new RulesKept(validator));

    /// <summary>A rule about something that is no command, broken: 400 with this field and reason.</summary>
    public static ValidationException Broken(string field, string reason) => new([new(field, reason)]);
}
