using System.Text.Json.Nodes;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>What this platform asks of a tool's picker (Deep Linking 2.0 §4.4.1); each part can be chosen by the page's address.</summary>
public sealed record PickerChoice
{
    public IReadOnlyList<string> Types { get; init; } = ["ltiResourceLink"];

    public IReadOnlyList<string> Targets { get; init; } = ["iframe", "window"];

    /// <summary>Null: not said.</summary>
    public bool? Multiple { get; init; } = true;

    /// <summary>Null: not said.</summary>
    public bool? LineItem { get; init; } = true;

    /// <summary>Null: none is sent, as Moodle does.</summary>
    public string? Data { get; init; } = "kurs=1&del=\"å\"";

    /// <summary>The request carries no target_link_uri, as the certification's.</summary>
    public bool WithoutTarget { get; init; }

    public static PickerChoice Read(IQueryCollection query)
    {
        var standard = new PickerChoice();
        return new PickerChoice
        {
            Types = query["types"] is [{ } types] ? types.Split(',', StringSplitOptions.RemoveEmptyEntries) : standard.Types,
            Targets = query["targets"] is [{ } targets] ? targets.Split(',', StringSplitOptions.RemoveEmptyEntries) : standard.Targets,
            Multiple = Flag(query, "multiple", standard.Multiple),
            LineItem = Flag(query, "lineitem", standard.LineItem),
            Data = query["data"] is [{ } data] ? data.Length == 0 ? null : data : standard.Data,
            WithoutTarget = query.ContainsKey("without-target"),
        };
    }

    public JsonObject ToClaim(string returnUrl)
    {
        var claim = new JsonObject
        {
            ["deep_link_return_url"] = returnUrl,
            ["accept_types"] = new JsonArray([.. Types.Select(type => (JsonNode)type)]),
            ["accept_presentation_document_targets"] = new JsonArray([.. Targets.Select(target => (JsonNode)target)]),
            ["auto_create"] = false,
            ["title"] = "Länk",
            ["text"] = "",
        };
        if (Multiple is { } multiple)
            claim["accept_multiple"] = multiple;
        if (LineItem is { } lineItem)
            claim["accept_lineitem"] = lineItem;
        if (Data is not null)
            claim["data"] = Data;
        return claim;
    }

    private static bool? Flag(IQueryCollection query, string name, bool? standard) => query[name] is [{ } value]
        ? value switch { "true" => true, "false" => false, _ => null }
        : standard;
}
