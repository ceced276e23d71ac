using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <content>Activities and their definitions, interactions among them: Data 2.4.4.1.</content>
internal ref partial struct StatementReader
{
    private const int FirstComponentList = 7;

    private static readonly PropertySet ActivityProperties = new("objectType", "id", "definition");

    private static readonly PropertySet DefinitionProperties = new(
        "name", "description", "type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern", "choices", "scale", "source", "target", "steps");

    private static readonly PropertySet ComponentProperties = new("id", "description");

    private static readonly PropertySet InteractionTypes = new(
        "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other");

    // Which of choices, scale, source, target, steps (bits from FirstComponentList on) each interaction type supports, in the order above.
    private static readonly byte[] SupportedLists = [0, 0b00001, 0, 0, 0b01100, 0b10000, 0b00001, 0b00010, 0, 0];

    private void ReadActivity(Relation relation)
    {
        ExpectObject();
        uint seen = 0;
        IriRef id = default;
        ReadOnlyMemory<byte> definition = default;
        while (NextProperty(ActivityProperties, ref seen, out var property))
        {
            switch (property)
            {
                case 0:
                    if (json.TokenType != JsonTokenType.String || !json.ValueTextEquals("Activity"u8))
                        throw Refuse(Rules.ActivityType);
                    break;
                case 1:
                    id = IriRef.Of(Iri(), relation);
                    break;
                default:
                    var from = (int)json.TokenStartIndex;
                    ReadDefinition();
                    definition = body[from..(int)json.BytesConsumed];
                    break;
            }
        }

        Require(ActivityProperties, seen, 0b10);
        statement.Activities.Add(id);
        if (!definition.IsEmpty)
            (statement.Definitions ??= []).Add(new(id, definition));
    }

    private void ReadDefinition()
    {
        ExpectObject();
        uint seen = 0;
        var interaction = -1;
        while (NextProperty(DefinitionProperties, ref seen, out var property))
        {
            switch (property)
            {
                case 0 or 1:
                    LanguageMap();
                    break;
                case 2 or 3:
                    Iri();
                    break;
                case 4:
                    Extensions();
                    break;
                case 5:
                    interaction = ReadInteractionType();
                    break;
                case 6:
                    ReadStrings();
                    break;
                default:
                    ReadComponents();
                    break;
            }
        }

        CheckInteraction(seen, interaction);
    }

    private readonly void CheckInteraction(uint seen, int interaction)
    {
        var lists = seen >> FirstComponentList;
        if (interaction < 0 && (lists != 0 || (seen & (1u << 6)) != 0))
            throw Refuse(Rules.InteractionTypeRequired, json.TokenStartIndex, "interactionType");
        if (interaction < 0)
            return;
        var unsupported = lists & ~(uint)SupportedLists[interaction];
        if (unsupported != 0)
        {
            var list = FirstComponentList + System.Numerics.BitOperations.TrailingZeroCount(unsupported);
            throw Refuse(Rules.ComponentList, json.TokenStartIndex, DefinitionProperties.Names[list]);
        }
    }

    private int ReadInteractionType()
    {
        ExpectString();
        var type = InteractionTypes.Find(ref json);
        return type >= 0 ? type : throw Refuse(Rules.InteractionType);
    }

    private void ReadStrings()
    {
        ExpectArray();
        while (!NextIs(JsonTokenType.EndArray))
            ExpectString();
    }

    private void ReadComponents()
    {
        ExpectArray();
        var ids = new SeenKeys(stackalloc (int, int)[FewKeys], body.Span);
        while (!NextIs(JsonTokenType.EndArray))
        {
            ExpectObject();
            uint seen = 0;
            while (NextProperty(ComponentProperties, ref seen, out var property))
            {
                if (property == 1)
                    LanguageMap();
                else if (!ids.Add(StringText(), json.ValueIsEscaped, (int)json.TokenStartIndex + 1))
                    throw Refuse(Rules.ComponentId);
            }

            Require(ComponentProperties, seen, 0b1);
        }
    }
}
