using System.Xml;
using System.Xml.Linq;

namespace Distribution.Packages.Reading;

/// <summary>
/// Loads XML that somebody else wrote. Elements nested without end would end the process by its stack, which nothing
/// can catch; elements without number would take more memory than the file has bytes.
/// </summary>
internal static class Shallow
{
    private const int Deepest = 64, MostElements = 100_000, MostAttributes = 32;

    /// <exception cref="XmlException">It is no XML, or nested more than 64 deep, or has more than 100,000 elements.</exception>
    public static XElement Load(XmlReader reader)
    {
        XElement? root = null, at = null;
        var elements = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth > Deepest || ++elements > MostElements)
                        throw new XmlException("too deep or too large");
                    var empty = reader.IsEmptyElement;
                    var element = new XElement(reader.LocalName);
                    for (var i = 0; i < MostAttributes && reader.MoveToNextAttribute(); i++)
                        element.SetAttributeValue(reader.LocalName, reader.Value);
                    at?.Add(element);
                    root ??= element;
                    at = empty ? at : element;
                    break;
                case XmlNodeType.EndElement:
                    at = at?.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    at?.Add(new XText(reader.Value));
                    break;
            }
        }

        return root ?? throw new XmlException("empty");
    }
}
