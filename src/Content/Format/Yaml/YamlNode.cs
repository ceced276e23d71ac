namespace Yrkesresan.Content;

/// <summary>A piece of YAML with the place it stands.</summary>
internal abstract record YamlNode(Spot Spot);

/// <summary>A scalar.</summary>
internal sealed record YamlText(Spot Spot, string Value, bool IsPlain) : YamlNode(Spot)
{
    /// <summary>No value: nothing after the colon, or YAML's null.</summary>
    public bool IsNull => IsPlain && (Value is "" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A sequence.</summary>
internal sealed record YamlList(Spot Spot, IReadOnlyList<YamlNode> Items) : YamlNode(Spot);

/// <summary>A mapping; its keys are unique.</summary>
internal sealed record YamlMap(Spot Spot, IReadOnlyDictionary<string, YamlEntry> Entries) : YamlNode(Spot);

/// <summary>A key's place and its value.</summary>
internal sealed record YamlEntry(Spot Key, YamlNode Value);
