[assembly: AssemblyFixture(typeof(NodePrograms))]
