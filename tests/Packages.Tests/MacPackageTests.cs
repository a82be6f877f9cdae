using Distribution.Packages.Reading;

namespace Distribution.Packages.Tests;

public sealed class MacPackageTests
{
    [Fact]
    public void A_component_says_its_identifier_and_version()
    {
        var read = Read(MacPackages.Component("<pkg-info format-version=\"2\" identifier=\"org.example.hello\" version=\"1.2.3\" install-location=\"/\"/>"));
        read.NotReadable.ShouldBeNull();
        read.Name.ShouldBe("org.example.hello");
        read.SoftwareName.ShouldBe("org.example.hello");
        read.SoftwareVersion.ShouldBe("1.2.3");
        read.OperatingSystems.ShouldBe(["macos"]);
        read.Commands.ShouldHaveSingleItem().Install.ShouldBe("installer -pkg \"{file}\" -target /");
    }

    [Fact]
    public void A_product_says_its_title_and_processors()
    {
        var read = Read(MacPackages.Archive(("Distribution", """
            <?xml version="1.0" encoding="utf-8"?>
            <installer-gui-script minSpecVersion="1"><title>Hello</title><options hostArchitectures="x86_64,arm64"/>
            <product id="org.example.hello" version="2.0"/><pkg-ref id="org.example.hello.core" version="1.9">#core.pkg</pkg-ref></installer-gui-script>
            """), ("PackageInfo", "<pkg-info identifier=\"org.example.hello.core\" version=\"1.9\"/>")));
        read.Name.ShouldBe("Hello");
        read.SoftwareName.ShouldBe("org.example.hello");
        read.SoftwareVersion.ShouldBe("2.0");
        read.Architectures.ShouldBe(["x64", "arm64"]);
    }

    [Fact]
    public void Xml_that_is_nested_without_end_is_refused() =>
        Read(MacPackages.WithTable(string.Concat(Enumerable.Repeat("<file>", 50_000)) + string.Concat(Enumerable.Repeat("</file>", 50_000)), [])).NotReadable.ShouldBe("it is a damaged macOS package");

    [Fact]
    public void Xml_that_brings_its_own_entities_is_refused() =>
        Read(MacPackages.WithTable("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]><xar><toc>&a;</toc></xar>", [])).NotReadable.ShouldBe("it is a damaged macOS package");

    [Fact]
    public void Xml_of_elements_without_number_is_refused() =>
        Read(MacPackages.WithTable("<xar><toc>" + string.Concat(Enumerable.Repeat("<file/>", 500_000)) + "</toc></xar>", [])).NotReadable.ShouldBe("it is a damaged macOS package");

    private static ContentAttributes Read(byte[] bytes) => ContentReading.Read(new MemoryStream(bytes), "hello.pkg");
}
