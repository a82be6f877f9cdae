using System.CommandLine;
using Distribution.Cli.Access;
using Distribution.Cli.Audit;
using Distribution.Cli.Computers;
using Distribution.Cli.Documents;
using Distribution.Cli.Groups;
using Distribution.Cli.Keys;
using Distribution.Cli.Packages;
using Distribution.Cli.Policies;
using Distribution.Cli.Reports;
using Distribution.Cli.Searches;
using Distribution.Cli.Security;
using Distribution.Cli.Tasks;

namespace Distribution.Cli;

/// <summary>The operator's terminal. Reading this lists every command; each speaks to the gateway over HTTP alone.</summary>
public static class Program
{
    /// <summary>Runs one command line; the exit codes are in <see cref="ExitCode"/>.</summary>
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>The same with the streams given, so that another program can run a command inside itself.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancel = default)
    {
        var shell = new Shell(output, error);
        var root = new RootCommand("Distributes software and files to the computers of an organisation.")
        {
            Shell.Server,
            Shell.Json,
            Shell.ApiKeyFile,
            new Command("package", "What can be distributed.")
            {
                RegisterPackage.Command(shell), EditPackage.Command(shell), ListPackages.Command(shell), ShowPackage.Command(shell),
                RemovePackage.Command(shell), ReadContent.Command(shell), ExportPackages.Command(shell), ImportPackages.Command(shell),
            },
            ImportPackages.Apply(shell),
            new Command("group", "ID groups: named sets of computers.")
            {
                CreateGroup.Command(shell), ListGroups.Command(shell), AddToGroup.Command(shell), TakeFromGroup.Command(shell),
                ListMembers.Command(shell), RemoveGroup.Command(shell), EditGroup.Rename(shell), EditGroup.Describe(shell),
                ImportMembers.Command(shell), NestGroup.Nest(shell), NestGroup.Unnest(shell), SelfRegistration.Open(shell), SelfRegistration.Close(shell),
            }.AlsoCalled("groups"),
            new Command("policy", "Which computers join which ID group by themselves.")
            {
                SetPolicy.Command(shell), ListPolicies.Command(shell), ApplyPolicy.Preview(shell), ApplyPolicy.Apply(shell), ApplyPolicy.Remove(shell),
                PolicyDocuments.Export(shell), PolicyDocuments.Import(shell),
            }.AlsoCalled("policies"),
            new Command("security", "What computers must have and must not have.")
            {
                SecurityPolicies.Set(shell), SecurityPolicies.List(shell), SecurityPolicies.Assign(shell), SecurityPolicies.Unassign(shell),
                SecurityPolicies.Remove(shell), SecurityPolicies.Compliance(shell),
            },
            new Command("computer", "The computers that are managed.")
            {
                ListComputers.Command(shell), ShowHistory.Command(shell), ShowInventory.Command(shell), ShowSoftwareHistory.Command(shell),
                SetAssets.Command(shell), SetAssets.Import(shell), RotateSecret.Command(shell), RemoveComputer.Command(shell),
            }.AlsoCalled("computers"),
            new Command("search", "Searches for computers that are kept.")
            {
                SavedSearches.List(shell), SavedSearches.Save(shell), SavedSearches.Group(shell), SavedSearches.Remove(shell),
            }.AlsoCalled("searches"),
            new Command("enrolment-key", "Keys with which new computers enrol.") { CreateEnrolmentKey.Command(shell) },
            new Command("task", "What is to be done, where and when.")
            {
                CreateTask.Command(shell), ListTasks.Command(shell), WatchTask.Command(shell), RetryTask.Command(shell),
                CancelTask.Command(shell), RemoveTask.Command(shell), HoldTask.Pause(shell), HoldTask.Resume(shell), HoldTask.Stop(shell),
                HoldTask.Approve(shell), HoldTask.Reject(shell), ShowWaves.Command(shell),
            },
            new Command("report", "What was done, where, and how it ended.") 
            {
                ReportTask.Command(shell), ShowOverview.Command(shell), ListReports.Breakdown(shell), ListReports.Packages(shell), ShowJobs.Command(shell),
                ListReports.StandBy(shell), ListReports.Agents(shell), ListReports.Absent(shell), ExportReport.Command(shell), ExportReport.Print(shell),
                RebuildReports.Command(shell),
            }.AlsoCalled("reports"),
            SignIn.Login(shell), SignIn.Logout(shell), SignIn.WhoAmI(shell),
            new Command("audit", "Who changed what, and whether that record is whole.") { ListAudit.Command(shell), VerifyAudit.Command(shell) },
            new Command("keys", "The keys that computers obey. Needs no gateway.")
            {
                CreateKey.Command(shell), ChangeRoots.Start(shell), ChangeRoots.Change(shell), ChangeRoots.Sign(shell), ShowRoots.Command(shell),
            },
            Completion.Command(shell),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, cancel);
    }
}
