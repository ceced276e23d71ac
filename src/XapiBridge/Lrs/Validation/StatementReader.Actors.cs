using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <content>Agents and groups: Data 2.4.2.</content>
internal ref partial struct StatementReader
{
    private static readonly PropertySet ActorProperties = new("objectType", "name", "member", "mbox", "mbox_sha1sum", "openid", "account");
    private static readonly PropertySet AccountProperties = new("homePage", "name");

    private enum Actors
    {
        Agent,
        Group,
        Either,
        Authority,
    }

    /// <summary>Reads an agent, or where they are allowed an identified group, that stands alone, as the agent parameter of a query.</summary>
    /// <exception cref="StatementRefusedException">It is not one.</exception>
    public static AgentRef ReadAgent(ReadOnlyMemory<byte> body, XapiVersion version, bool groups = true)
    {
        var reader = new StatementReader(body, version);
        try
        {
            if (!Utf8.IsValid(body.Span))
                throw reader.Refuse(Rules.Utf8);
            reader.Next();
            reader.ReadActor(Relation.Direct, groups ? Actors.Either : Actors.Agent);
            while (reader.json.Read())
            {
            }
        }
        catch (JsonException)
        {
            throw reader.Refuse(Rules.Json, reader.json.BytesConsumed);
        }

        return reader.statement.Agents.Count == 1 ? reader.statement.Agents[0] : throw new StatementRefusedException(Rules.OneIdentifier, null, "");
    }

    private void ReadActor(Relation relation, Actors allowed)
    {
        ExpectObject();
        uint seen = 0;
        var (isGroup, members, identifiers) = (false, -1, 0);
        while (NextProperty(ActorProperties, ref seen, out var property))
        {
            switch (property)
            {
                case 0:
                    isGroup = ActorIsGroup(allowed);
                    break;
                case 1:
                    RefuseIdentityNumber(StringText().Span);
                    statement.HasNames = true;
                    break;
                case 2:
                    members = ReadMembers(relation, allowed);
                    break;
                default:
                    if (++identifiers > 1)
                        throw Refuse(Rules.OneIdentifier);
                    ReadIdentifier(property, relation);
                    break;
            }
        }

        CheckActor(isGroup, members, identifiers, allowed);
    }

    private readonly void CheckActor(bool isGroup, int members, int identifiers, Actors allowed)
    {
        if (allowed == Actors.Group && !isGroup)
            throw Refuse(Rules.GroupType, json.TokenStartIndex, "objectType");
        if (!isGroup && members >= 0)
            throw Refuse(Rules.AgentMember, json.TokenStartIndex, "member");
        if (!isGroup && identifiers == 0)
            throw Refuse(Rules.OneIdentifier);
        if (isGroup && identifiers == 0 && members <= 0)
            throw Refuse(Rules.AnonymousMember, json.TokenStartIndex, "member");
        if (isGroup && allowed == Actors.Authority && (identifiers > 0 || members != 2))
            throw Refuse(Rules.AuthorityGroup);
    }

    private readonly bool ActorIsGroup(Actors allowed)
    {
        ExpectString();
        if (json.ValueTextEquals("Agent"u8))
            return allowed == Actors.Group ? throw Refuse(Rules.GroupType) : false;
        if (json.ValueTextEquals("Group"u8))
            return allowed == Actors.Agent ? throw Refuse(Rules.AgentType) : true;
        throw Refuse(allowed switch { Actors.Agent => Rules.AgentType, Actors.Group => Rules.GroupType, _ => Rules.ActorType });
    }

    private int ReadMembers(Relation relation, Actors allowed)
    {
        if (allowed == Actors.Agent)
            throw Refuse(Rules.AgentMember);
        ExpectArray();
        var count = 0;
        while (!NextIs(JsonTokenType.EndArray))
        {
            ReadActor(relation, Actors.Agent);
            count++;
        }

        return count;
    }

    private void ReadIdentifier(int property, Relation relation)
    {
        if (property == 6)
        {
            ReadAccount(relation);
            return;
        }

        var text = StringText();
        var (kind, valid, rule) = property switch
        {
            3 => (AgentKind.Mbox, Formats.Mbox(text.Span), Rules.Mbox),
            4 => (AgentKind.MboxSha1, Formats.Sha1(text.Span), Rules.MboxSha1),
            _ => (AgentKind.OpenId, Formats.Iri(text.Span), Rules.Iri),
        };
        if (!valid)
            throw Refuse(rule);
        RefuseIdentityNumber(text.Span);
        Found(AgentRef.Of(kind, default, text, relation));
    }

    private void ReadAccount(Relation relation)
    {
        ExpectObject();
        uint seen = 0;
        ReadOnlyMemory<byte> homePage = default, name = default;
        while (NextProperty(AccountProperties, ref seen, out var property))
        {
            if (property == 0)
                homePage = Iri();
            else
                name = AccountName();
        }

        Require(AccountProperties, seen, 0b11);
        Found(AgentRef.Of(AgentKind.Account, homePage, name, relation));
    }

    private ReadOnlyMemory<byte> AccountName()
    {
        var name = StringText();
        if (name.Span.Contains((byte)0))
            throw Refuse(Rules.AccountName);
        // A random id may hold the digits of one by chance.
        if (!Formats.Uuid(name.Span, out _))
            RefuseIdentityNumber(name.Span);
        return name;
    }

    // Domain rule: no personal identity number in a named identity field. Fewer than ten digits are none, which spares nearly all the look.
    private readonly void RefuseIdentityNumber(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        foreach (var b in text)
            digits += char.IsAsciiDigit((char)b) ? 1 : 0;
        if (digits >= 10 && IdentityNumbers.Contains(Encoding.UTF8.GetString(text)))
            throw Refuse(Rules.IdentityNumber);
    }

    // What a sent authority says is replaced by the credential's own (Data 2.4.9), so it is not indexed.
    private readonly void Found(AgentRef agent)
    {
        if (agent.Relation != Relation.Authority)
            statement.Agents.Add(agent);
    }
}
