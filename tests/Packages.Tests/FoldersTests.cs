using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

public sealed class FoldersTests
{
    [Fact]
    public void Every_folder_stands_before_what_it_holds_and_counts_what_is_below_it() =>
        GetFolders.Tree([new("", "", 3), new("a/b", "A/b", 2), new("a b", "a b", 1), new("a/b/c", "a/B/c", 4)])
            .Select(folder => (folder.Path, folder.Name, folder.Depth, folder.Packages, folder.Within))
            .ShouldBe([("", "", 0, 3, 10), ("A", "A", 1, 0, 6), ("A/b", "b", 2, 2, 6), ("a/B/c", "c", 3, 4, 4), ("a b", "a b", 1, 1, 1)]);

    [Fact]
    public void A_catalogue_without_folders_is_its_top() => GetFolders.Tree([]).ShouldBe([new Folder("", "", 0, 0, 0)]);
}
