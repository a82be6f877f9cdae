using System.Data;
using Dapper;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Reporting.Tables;

/// <summary>How the tables' types become ours: snake_case columns, moments with their offset, enums by name.</summary>
internal static class TableTypes
{
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new Moment());
        SqlMapper.AddTypeHandler(new ByName<ExecutionState>());
        SqlMapper.AddTypeHandler(new ByName<ActionOutcome>());
        SqlMapper.AddTypeHandler(new ByName<ErrorClass>());
        SqlMapper.AddTypeHandler(new ByName<WaitingFor>());
        SqlMapper.AddTypeHandler(new ByName<TaskKind>());
        SqlMapper.AddTypeHandler(new ByName<TaskClass>());
        SqlMapper.AddTypeHandler(new ByName<PackageKind>());
    }

    private sealed class Moment : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => new((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();
    }

    private sealed class ByName<T> : SqlMapper.TypeHandler<T> where T : struct, Enum
    {
        public override T Parse(object value) => Enum.Parse<T>((string)value);

        public override void SetValue(IDbDataParameter parameter, T value) => parameter.Value = value.ToString();
    }
}
