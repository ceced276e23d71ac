using System.Text.Json;
using Yrkesresan.XapiBridge.Lrs.Attachments;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <content>Result, context and attachments: Data 2.4.5, 2.4.6, 2.4.11.</content>
internal ref partial struct StatementReader
{
    private static readonly PropertySet ResultProperties = new("score", "success", "completion", "response", "duration", "extensions");
    private static readonly PropertySet ScoreProperties = new("scaled", "raw", "min", "max");

    private static readonly PropertySet ContextProperties1 = new(
        "registration", "instructor", "team", "contextActivities", "revision", "platform", "language", "statement", "extensions");

    private static readonly PropertySet ContextProperties2 = new([.. ContextProperties1.Names, "contextAgents", "contextGroups"]);
    private static readonly PropertySet ContextActivityLists = new("parent", "grouping", "category", "other");
    private static readonly PropertySet ContextAgentProperties = new("objectType", "agent", "relevantTypes");
    private static readonly PropertySet ContextGroupProperties = new("objectType", "group", "relevantTypes");

    private static readonly PropertySet AttachmentProperties =
        new("usageType", "display", "contentType", "length", "sha2", "description", "fileUrl");

    private void ReadResult()
    {
        ExpectObject();
        uint seen = 0;
        while (NextProperty(ResultProperties, ref seen, out var property))
        {
            switch (property)
            {
                case 0:
                    ReadScore();
                    break;
                case 1 or 2:
                    ExpectBoolean();
                    break;
                case 3:
                    ExpectString();
                    break;
                case 4:
                    if (!Iso8601.Duration(StringText().Span))
                        throw Refuse(Rules.Duration);
                    break;
                default:
                    Extensions();
                    break;
            }
        }
    }

    private void ReadScore()
    {
        ExpectObject();
        uint seen = 0;
        Span<double> values = stackalloc double[4];
        values.Fill(double.NaN);
        while (NextProperty(ScoreProperties, ref seen, out var property))
        {
            values[property] = Number();
            if (property == 0 && values[0] is < -1 or > 1)
                throw Refuse(Rules.ScaledRange);
        }

        // Comparisons with NaN, which stands for absent, are false.
        var (raw, min, max) = (values[1], values[2], values[3]);
        if (min >= max)
            throw Refuse(Rules.MinBelowMax, json.TokenStartIndex, "min");
        if (raw < min || raw > max)
            throw Refuse(Rules.RawRange, json.TokenStartIndex, "raw");
    }

    private void ReadContext(ref Parts parts, bool inSubStatement)
    {
        ExpectObject();
        uint seen = 0;
        while (NextProperty(version == XapiVersion.V2 ? ContextProperties2 : ContextProperties1, ref seen, out var property))
        {
            switch (property)
            {
                case 0:
                    var registration = Uuid();
                    if (!inSubStatement)
                        statement.Registration = registration;
                    break;
                case 1 or 2:
                    ReadActor(Relation.Related, property == 1 ? Actors.Either : Actors.Group);
                    break;
                case 3:
                    ReadContextActivities();
                    break;
                case 4:
                    ExpectString();
                    parts.RevisionAt = json.TokenStartIndex;
                    break;
                case 5:
                    ExpectString();
                    parts.PlatformAt = json.TokenStartIndex;
                    break;
                case 6:
                    Language();
                    break;
                case 7:
                    ReadStatementRef();
                    break;
                case 8:
                    Extensions();
                    break;
                default:
                    ReadContextActors(property == 10);
                    break;
            }
        }
    }

    private void ReadContextActivities()
    {
        ExpectObject();
        uint seen = 0;
        while (NextProperty(ContextActivityLists, ref seen, out _))
        {
            if (json.TokenType == JsonTokenType.StartObject)
            {
                statement.HasSingleContextActivity = true;
                ReadActivity(Relation.Related);
                continue;
            }

            if (json.TokenType != JsonTokenType.StartArray)
                throw Refuse(Rules.ContextActivities);
            while (!NextIs(JsonTokenType.EndArray))
                ReadActivity(Relation.Related);
        }
    }

    /// <summary>2.0, 4.2.2.5: contextAgents and contextGroups.</summary>
    private void ReadContextActors(bool groups)
    {
        ExpectArray();
        while (!NextIs(JsonTokenType.EndArray))
        {
            ExpectObject();
            uint seen = 0;
            var set = groups ? ContextGroupProperties : ContextAgentProperties;
            while (NextProperty(set, ref seen, out var property))
            {
                if (property == 0)
                    ExpectContextActorType(groups);
                else if (property == 1)
                    ReadActor(Relation.Related, groups ? Actors.Group : Actors.Agent);
                else
                    ReadRelevantTypes();
            }

            Require(set, seen, 0b11);
        }
    }

    private readonly void ExpectContextActorType(bool groups)
    {
        if (json.TokenType != JsonTokenType.String || !json.ValueTextEquals(groups ? "contextGroup"u8 : "contextAgent"u8))
            throw Refuse(groups ? Rules.ContextGroupType : Rules.ContextAgentType);
    }

    private void ReadRelevantTypes()
    {
        if (json.TokenType != JsonTokenType.StartArray)
            throw Refuse(Rules.RelevantTypes);
        var any = false;
        for (; !NextIs(JsonTokenType.EndArray); any = true)
            Iri();
        if (!any)
            throw Refuse(Rules.RelevantTypes);
    }

    private void ReadAttachments(string property)
    {
        ExpectArray();
        for (var i = 0; !NextIs(JsonTokenType.EndArray); i++)
        {
            var attachment = ReadAttachment(out var hasFileUrl);
            if (withParts)
                (statement.Attachments ??= []).Add(new AttachmentClaim(attachment, hasFileUrl, index, $"{property}[{i}]"));
            // The data of an attachment comes in a multipart body; this one is plain JSON.
            else if (!hasFileUrl)
                throw Refuse(Rules.AttachmentData, json.TokenStartIndex, "fileUrl");
        }
    }

    private AttachmentClaim.Properties ReadAttachment(out bool hasFileUrl)
    {
        ExpectObject();
        uint seen = 0;
        var read = default(AttachmentClaim.Properties);
        while (NextProperty(AttachmentProperties, ref seen, out var property))
            ReadAttachmentProperty(property, ref read);
        Require(AttachmentProperties, seen, 0b11111);
        hasFileUrl = (seen & (1u << 6)) != 0;
        return read;
    }

    private void ReadAttachmentProperty(int property, ref AttachmentClaim.Properties read)
    {
        switch (property)
        {
            case 0:
                read.UsageType = Iri();
                break;
            case 6:
                Iri();
                break;
            case 1 or 5:
                LanguageMap();
                break;
            case 2:
                read.ContentType = StringText();
                if (!Formats.MediaType(read.ContentType.Span))
                    throw Refuse(Rules.ContentType);
                break;
            case 3:
                if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out read.Length) || read.Length < 0)
                    throw Refuse(Rules.Length);
                break;
            default:
                read.Sha2 = StringText();
                if (!Formats.Sha2(read.Sha2.Span))
                    throw Refuse(Rules.Sha2);
                break;
        }
    }
}
