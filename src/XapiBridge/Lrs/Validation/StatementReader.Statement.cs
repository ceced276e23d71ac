using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <content>The statement, its verb, its object, and SubStatements: Data 2.4, 2.4.3, 2.4.4.</content>
internal ref partial struct StatementReader
{
    private const uint ActorVerbObject = 0b1110;

    private static readonly PropertySet StatementProperties =
        new("id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments");

    private static readonly PropertySet SubStatementProperties = new("objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments");
    private static readonly PropertySet SubStatementForbidden = new("id", "stored", "version", "authority");
    private static readonly PropertySet VerbProperties = new("id", "display");
    private static readonly PropertySet StatementRefProperties = new("objectType", "id");

    private enum ObjectKind
    {
        None,
        Activity,
        Actor,
        StatementRef,
        SubStatement,
    }

    private void ReadStatement()
    {
        ExpectObject();
        uint seen = 0;
        var parts = default(Parts);
        while (NextProperty(StatementProperties, ref seen, out var property))
        {
            switch (property)
            {
                case 0:
                    (statement.Id, statement.HasId) = (Uuid(), true);
                    break;
                case 6:
                    statement.Timestamp = Timestamp();
                    break;
                case 7:
                    Timestamp();
                    statement.HasStored = true;
                    break;
                case 8:
                    ReadActor(Relation.Authority, Actors.Authority);
                    statement.HasAuthority = true;
                    break;
                case 9:
                    ReadVersion();
                    break;
                case 10:
                    ReadAttachments("attachments");
                    break;
                default:
                    ReadPart(property, ref parts, inSubStatement: false);
                    break;
            }
        }

        Require(StatementProperties, seen, ActorVerbObject);
        CheckParts(parts);
    }

    /// <summary>Data 2.4.4.3: as a statement, without what belongs to a stored one.</summary>
    private void ReadSubStatement()
    {
        uint seen = 0;
        var parts = default(Parts);
        while (NextSubStatementProperty(ref seen, out var property))
        {
            if (property == 6)
                Timestamp();
            else if (property == 7)
                ReadAttachments("object.attachments");
            else if (property > 0)
                ReadPart(property, ref parts, inSubStatement: true);
        }

        Require(SubStatementProperties, seen, ActorVerbObject);
        CheckParts(parts);
    }

    private bool NextSubStatementProperty(ref uint seen, out int property)
    {
        var ahead = json;
        if (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName && SubStatementForbidden.Find(ref ahead) >= 0)
        {
            Next();
            throw Refuse(Rules.SubStatementProperty);
        }

        return NextProperty(SubStatementProperties, ref seen, out property);
    }

    private void ReadPart(int property, ref Parts parts, bool inSubStatement)
    {
        var direct = inSubStatement ? Relation.Related : Relation.Direct;
        switch (property)
        {
            case 1:
                ReadActor(direct, Actors.Either);
                break;
            case 2:
                ReadVerb(ref parts, inSubStatement);
                break;
            case 3:
                parts.ObjectAt = json.TokenStartIndex;
                parts.Object = ReadObject(direct, inSubStatement);
                break;
            case 4:
                ReadResult();
                break;
            default:
                ReadContext(ref parts, inSubStatement);
                break;
        }
    }

    private readonly void CheckParts(in Parts parts)
    {
        if (parts.Voids && parts.Object != ObjectKind.StatementRef)
            throw Refuse(Rules.VoidingObject, parts.ObjectAt);
        if (parts.Object == ObjectKind.Activity)
            return;
        if (parts.RevisionAt > 0)
            throw Refuse(Rules.RevisionActivity, parts.RevisionAt);
        if (parts.PlatformAt > 0)
            throw Refuse(Rules.PlatformActivity, parts.PlatformAt);
    }

    private void ReadVerb(ref Parts parts, bool inSubStatement)
    {
        ExpectObject();
        uint seen = 0;
        while (NextProperty(VerbProperties, ref seen, out var property))
        {
            if (property == 1)
            {
                LanguageMap();
                continue;
            }

            var iri = Iri();
            parts.Voids = json.ValueTextEquals(VoidedVerb);
            if (inSubStatement)
                continue;
            statement.Voids = parts.Voids;
            statement.Verb = IriRef.Of(iri, Relation.Direct);
        }

        Require(VerbProperties, seen, 0b1);
    }

    private ObjectKind ReadObject(Relation direct, bool inSubStatement)
    {
        ExpectObject();
        var type = PeekObjectType();
        if (type.IsEmpty || type.SequenceEqual("Activity"u8))
        {
            ReadActivity(direct);
            return ObjectKind.Activity;
        }

        if (type.SequenceEqual("Agent"u8) || type.SequenceEqual("Group"u8))
        {
            ReadActor(direct, Actors.Either);
            return ObjectKind.Actor;
        }

        if (type.SequenceEqual("StatementRef"u8))
        {
            var target = ReadStatementRef();
            if (!inSubStatement)
                statement.Target = target;
            return ObjectKind.StatementRef;
        }

        if (!type.SequenceEqual("SubStatement"u8))
            throw RefuseObjectType(Rules.ObjectType);
        if (inSubStatement)
            throw RefuseObjectType(Rules.NestedSubStatement);
        ReadSubStatement();
        return ObjectKind.SubStatement;
    }

    private readonly StatementRefusedException RefuseObjectType(Rule rule)
    {
        var ahead = json;
        while (ahead.Read() && !(ahead.TokenType == JsonTokenType.PropertyName && ahead.CurrentDepth == json.CurrentDepth + 1 && IsNamed(ref ahead, "objectType"u8)))
        {
        }

        return Refuse(rule, ahead.TokenStartIndex);
    }

    private Guid ReadStatementRef()
    {
        ExpectObject();
        uint seen = 0;
        var id = Guid.Empty;
        while (NextProperty(StatementRefProperties, ref seen, out var property))
        {
            if (property == 1)
                id = Uuid();
            else if (json.TokenType != JsonTokenType.String || !json.ValueTextEquals("StatementRef"u8))
                throw Refuse(Rules.StatementRefType);
        }

        Require(StatementRefProperties, seen, 0b11);
        return id;
    }

    private readonly void ReadVersion()
    {
        if (!Formats.Version(StringText().Span, version))
            throw Refuse(Rules.Version);
        statement.HasVersion = true;
    }

    /// <summary>What can only be judged when the whole statement is known, since properties come in any order. Places are offsets; 0 is none.</summary>
    private struct Parts
    {
        public ObjectKind Object;
        public long ObjectAt;
        public bool Voids;
        public long RevisionAt;
        public long PlatformAt;
    }
}
