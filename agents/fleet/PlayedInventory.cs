using System.Collections.Concurrent;
using Distribution.Agent.Inventory;
using Distribution.Agent.Protocol;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Fleet;

/// <summary>What one played computer consists of. A hundred thousand share one list of software until a task changes it.</summary>
internal sealed class PlayedInventory
{
    private static readonly ConcurrentDictionary<int, IReadOnlyList<SoftwareItem>> Shared = new();

    private readonly Lock _turn = new();
    private SaidInventory _said;
    private ComputerInventory _present;
    private ComputerInventory? _telling;

    public PlayedInventory(int software, Guid computerId, string domain)
    {
        var items = Shared.GetOrAdd(software, count => [.. Enumerable.Range(1, count).Select(n => new SoftwareItem($"Played software {n}", $"{n % 7}.{n % 10}", "Distribution", null, "x64"))]);
        _present = new(FactsOf(computerId, domain), items, []);
        _said = SaidInventory.Nothing(computerId);
    }

    public bool HasNews => _said.WholeWanted || !ReferenceEquals(_said.Software, _present.Software);

    public InventoryReported? Next(DateTimeOffset at)
    {
        lock (_turn)
        {
            _telling = _present;
            return HasNews ? NextInventory.Of(_said, _telling, at) : null;
        }
    }

    public void Confirm(InventoryReported message)
    {
        lock (_turn)
            _said = _said.After(_telling!, message.Number);
    }

    public void AskWhole()
    {
        lock (_turn)
            _said = _said with { WholeWanted = true };
    }

    /// <summary>What an action that succeeded leaves behind.</summary>
    public void After(ActionInstruction action)
    {
        if (action.Kind is not (ActionKind.Install or ActionKind.Uninstall))
            return;
        var name = action.SoftwareName ?? action.Name;
        lock (_turn)
        {
            var others = _present.Software.Where(item => item.Name != name);
            _present = _present with
            {
                Software = action.Kind == ActionKind.Uninstall ? [.. others] : [.. others, new SoftwareItem(name, action.SoftwareVersion ?? "1", "Distribution")],
            };
        }
    }

    private static InventoryFacts FactsOf(Guid computerId, string domain)
    {
        var octets = computerId.ToByteArray();
        return new(
            new("Distribution", "Played", $"{computerId:N}", "Played processor", 2, 4L << 30), "Debian GNU/Linux 12", "12", "x64",
            [new("/", 100L << 30, 50L << 30)],
            [new("eth0", $"02:{octets[11]:x2}:{octets[12]:x2}:{octets[13]:x2}:{octets[14]:x2}:{octets[15]:x2}", [$"10.{octets[13]}.{octets[14]}.{octets[15]}"])],
            null, "Europe/Berlin", domain, SelfPresentation.Version);
    }
}
