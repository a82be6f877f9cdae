using Distribution.ServiceDefaults;
using Quartz;

namespace Distribution.TaskScheduling;

/// <summary>
/// What happens every so often, by Quartz on the service's own database: with several replicas each beat is one replica's, and
/// another takes over when that one dies. A beat may come twice after a crash; so what it does must be repeatable.
/// </summary>
internal static class Clockwork
{
    public static void AddClockwork(this WebApplicationBuilder builder, Action<IQuartzBuilder> schedule)
    {
        var database = builder.Configuration.Database();
        builder.Services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "task-scheduling";
                scheduler.GenerateInstanceId = true;
            });
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(database);
                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
                store.UseClustering();
            });
            schedule(quartz);
        });
        builder.Services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    public static void Every<TJob>(this IQuartzBuilder quartz, TimeSpan interval)
        where TJob : class, IJob
    {
        var key = new JobKey(typeof(TJob).Name);
        quartz.AddJob<TJob>(job => job.WithIdentity(key));
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity(key.Name)
            // Missed beats are not made up for: one look sees all that is due.
            .WithSimpleSchedule(beat => beat.WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)));
    }
}
