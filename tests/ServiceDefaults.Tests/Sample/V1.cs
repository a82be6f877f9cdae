namespace Distribution.Contracts.Sample.V1;

public enum Brightness
{
    Dim,
    Bright,
}

public sealed record LampSwitched(Guid LampId, int Times, Brightness Brightness);

public sealed record LampDimmed(Guid LampId, IReadOnlyList<int> Levels);

public sealed record SwitchLamp(Guid LampId);
