namespace Distribution.Cli.Documents;

/// <summary>The order in which documents are imported: what others refer to comes first, and else by path.</summary>
internal static class DocumentOrder
{
    /// <summary>Sorts; documents that refer to each other in a circle are told with the circle.</summary>
    public static (List<PackageDocument> Ordered, List<(PackageDocument Document, string Problem)> Circles) Of(IReadOnlyList<PackageDocument> documents)
    {
        var byReference = new References(documents);
        List<PackageDocument> ordered = [];
        List<(PackageDocument, string)> circles = [];
        HashSet<PackageDocument> done = [];
        List<PackageDocument> way = [];
        foreach (var document in documents)
            Visit(document);
        return (ordered, circles);

        void Visit(PackageDocument document)
        {
            if (done.Contains(document))
                return;
            if (way.Contains(document))
            {
                var circle = way.SkipWhile(on => on != document).ToList();
                foreach (var on in circle.Where(done.Add))
                    circles.Add((on, $"dependsOn: '{string.Join("' -> '", circle.Append(document).Select(step => step.Title))}' is a circle; one of them must be without the other"));
                return;
            }
            way.Add(document);
            foreach (var other in document.References.Select(byReference.Find).OfType<PackageDocument>())
                Visit(other);
            way.RemoveAt(way.Count - 1);
            if (done.Add(document))
                ordered.Add(document);
        }
    }
}
