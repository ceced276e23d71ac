namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>Every rule a statement can break, in the order of the specification.</summary>
internal static class Rules
{
    // Data 2.1 – 2.2: the JSON itself
    public static readonly Rule Json = new("json", "Data 2.1", "The body must be well-formed JSON.");
    public static readonly Rule Utf8 = new("utf-8", "Communication 1.4", "Text must be well-formed UTF-8, without unpaired surrogates.");
    public static readonly Rule Depth = new("depth", "Data 2.1", "Values may nest at most 64 levels deep.");
    public static readonly Rule BatchSize = new("batch-size", "Communication 2.1.2", "A batch may hold at most the number of statements this server is set to take.");
    public static readonly Rule StatementOrArray = new("statement-or-array", "Communication 2.1.2", "The body must be a statement or an array of statements.");
    public static readonly Rule Duplicate = new("duplicate-property", "Data 2.2", "A property must not occur twice in an object.");
    public static readonly Rule Unknown = new("unknown-property", "Data 2.2", "The specification does not allow this property here (names are case-sensitive).");
    public static readonly Rule Null = new("null", "Data 2.2", "Null is allowed inside extensions only.");
    public static readonly Rule Required = new("required", "Data 2.2", "A required property is missing.");
    public static readonly Rule TypeObject = new("type-object", "Data 2.2", "The value must be an object.");
    public static readonly Rule TypeArray = new("type-array", "Data 2.2", "The value must be an array.");
    public static readonly Rule TypeString = new("type-string", "Data 2.2", "The value must be a string.");
    public static readonly Rule TypeNumber = new("type-number", "Data 2.2", "The value must be a finite number.");
    public static readonly Rule TypeBoolean = new("type-boolean", "Data 2.2", "The value must be true or false.");

    // Data 2.3.2: voiding
    public static readonly Rule VoidingObject = new("voiding-object", "Data 2.3.2", "A voiding statement's object must be a StatementRef.");

    // Data 2.4.1 – 2.4.2: ids and actors
    public static readonly Rule Uuid = new("uuid", "Data 2.4.1", "The value must be a UUID in standard string form.");
    public static readonly Rule BatchId = new("batch-id", "Communication 2.1.2", "Two statements of a batch must not have the same id.");
    public static readonly Rule AgentType = new("agent-type", "Data 2.4.2.1", "objectType must be Agent here.");
    public static readonly Rule GroupType = new("group-type", "Data 2.4.2.2", "objectType must be Group here.");
    public static readonly Rule ActorType = new("actor-type", "Data 2.4.2", "objectType must be Agent or Group here.");
    public static readonly Rule OneIdentifier = new("one-identifier", "Data 2.4.2.1", "An Agent has exactly one of mbox, mbox_sha1sum, openid and account; a Group at most one.");
    public static readonly Rule AgentMember = new("agent-member", "Data 2.4.2.1", "Only a Group has members.");
    public static readonly Rule AnonymousMember = new("anonymous-member", "Data 2.4.2.2", "A Group without an identifier must list its members.");
    public static readonly Rule Mbox = new("mbox", "Data 2.4.2.3", "mbox must be a mailto IRI with one e-mail address.");
    public static readonly Rule MboxSha1 = new("mbox-sha1sum", "Data 2.4.2.3", "mbox_sha1sum must be 40 hexadecimal digits.");
    public static readonly Rule AccountName = new("account-name", "Data 2.4.2.4", "An account's name must not hold U+0000.");
    public static readonly Rule IdentityNumber = new("identity-number", "this service", "A person must not be identified or named by a personal identity number (personnummer, samordningsnummer).");

    public static readonly Rule Pseudonym = new("pseudonym", "this service", "A person known here must be identified by the pseudonym alone, without name or e-mail address.");

    // A launch's bounds
    public static readonly Rule LaunchPerson = new("launch-person", "this service", "A launch's token is good for statements about its own person, and nobody else.");
    public static readonly Rule LaunchRegistration = new("launch-registration", "this service", "A launch's token is good for its own registration.");
    public static readonly Rule LaunchActivity = new("launch-activity", "this service", "A launch's token is good for its own activity and those below it.");

    // Data 2.4.4: objects
    public static readonly Rule ObjectType = new("object-type", "Data 2.4.4", "objectType must be Activity, Agent, Group, StatementRef or SubStatement.");
    public static readonly Rule ActivityType = new("activity-type", "Data 2.4.4.1", "objectType must be Activity here.");
    public static readonly Rule InteractionType = new("interaction-type", "Data 2.4.4.1", "interactionType must be one of the ten that the specification names.");
    public static readonly Rule InteractionTypeRequired = new("interaction-type-required", "Data 2.4.4.1", "Interaction properties need an interactionType.");
    public static readonly Rule ComponentList = new("component-list", "Data 2.4.4.1", "This interactionType does not support this component list.");
    public static readonly Rule ComponentId = new("component-id", "Data 2.4.4.1", "Ids in a list of interaction components must be distinct.");
    public static readonly Rule StatementRefType = new("statement-ref-type", "Data 2.4.4.3", "objectType must be StatementRef here.");
    public static readonly Rule NestedSubStatement = new("nested-substatement", "Data 2.4.4.3", "A SubStatement must not contain a SubStatement.");
    public static readonly Rule SubStatementProperty = new("substatement-property", "Data 2.4.4.3", "A SubStatement must not have id, stored, version or authority.");

    // Data 2.4.5 – 2.4.6: result and context
    public static readonly Rule ScaledRange = new("scaled-range", "Data 2.4.5.1", "scaled must lie between -1 and 1.");
    public static readonly Rule RawRange = new("raw-range", "Data 2.4.5.1", "raw must lie between min and max.");
    public static readonly Rule MinBelowMax = new("min-below-max", "Data 2.4.5.1", "min must be less than max.");
    public static readonly Rule RevisionActivity = new("revision-activity", "Data 2.4.6", "revision is allowed only when the object is an Activity.");
    public static readonly Rule PlatformActivity = new("platform-activity", "Data 2.4.6", "platform is allowed only when the object is an Activity.");
    public static readonly Rule ContextActivities = new("context-activities", "Data 2.4.6.2", "A context activity must be an Activity or an array of Activities.");
    public static readonly Rule ContextAgentType = new("context-agent-type", "2.0 4.2.2.5", "objectType must be contextAgent here.");
    public static readonly Rule ContextGroupType = new("context-group-type", "2.0 4.2.2.5", "objectType must be contextGroup here.");
    public static readonly Rule RelevantTypes = new("relevant-types", "2.0 4.2.2.5", "relevantTypes must be a non-empty array of IRIs.");

    // Data 2.4.9 – 2.4.11: authority, version, attachments
    public static readonly Rule AuthorityGroup = new("authority-group", "Data 2.4.9", "An authority that is a Group must be anonymous and have exactly two Agents.");
    public static readonly Rule Version = new("version", "Data 2.4.10", "version must be one that the request's xAPI version takes.");
    public static readonly Rule ContentType = new("content-type", "Data 2.4.11", "contentType must be an Internet media type.");
    public static readonly Rule Length = new("length", "Data 2.4.11", "length must be a whole number of octets, not negative.");
    public static readonly Rule Sha2 = new("sha2", "Data 2.4.11", "sha2 must be a hexadecimal SHA-2 hash.");
    public static readonly Rule AttachmentData = new("attachment-data", "Communication 1.5.2", "An attachment sent as application/json must have a fileUrl.");

    // Communication 1.5.2: several parts. What a part is refused for says which part.
    public static readonly Rule PartMissing = new("attachment-part", "Communication 1.5.2", "An attachment must have a fileUrl or a part of the request with its hash.");
    public static readonly Rule WrongLength = new("attachment-length", "Data 2.4.11", "length must be the number of octets of the data that came.");
    public static readonly Rule Multipart = new("multipart", "RFC 2046 5.1.1", "A part must begin after a line of its own with two hyphens and the boundary, and its headers must be Name: value; all lines end with CR LF.");
    public static readonly Rule MultipartEnd = new("multipart-end", "RFC 2046 5.1.1", "The body must end with CR LF, two hyphens, the boundary and two hyphens.");
    public static readonly Rule FirstPart = new("first-part", "Communication 1.5.2", "The first part must hold the statements, with Content-Type application/json.");
    public static readonly Rule PartHash = new("part-hash", "Communication 1.5.2", "Each part after the first must have one X-Experience-API-Hash: a hexadecimal SHA-256, SHA-384 or SHA-512.");
    public static readonly Rule PartUnknown = new("part-unknown", "Communication 1.5.2", "X-Experience-API-Hash must be the sha2 of an attachment of a statement in the first part.");
    public static readonly Rule PartCount = new("part-count", "Communication 1.5.2", "A request may have at most the number of parts this server is set to take.");
    public static readonly Rule PartSize = new("part-size", "Communication 1.5.2", "An attachment may be at most as large as this server is set to take.");
    public static readonly Rule PartEncoding = new("part-encoding", "Communication 1.5.2", "Content-Transfer-Encoding must be binary.");
    public static readonly Rule PartContentType = new("part-content-type", "Communication 1.5.2", "Content-Type must be the contentType of the attachment.");
    public static readonly Rule PartLength = new("part-length", "Communication 1.5.2", "Content-Length must be the number of octets in the part.");
    public static readonly Rule PartSha2 = new("part-sha2", "Communication 1.5.2", "The data must have the hash that X-Experience-API-Hash says.");

    // Not of the specification: a person has been erased.
    public static readonly Rule Erased = new("erased", "Data 2.4.2", "Nothing is stored of a person who has been erased here.");

    // Data 2.6: signed statements
    public static readonly Rule SignatureType = new("signature-type", "Data 2.6", "The contentType of a signature must be application/octet-stream.");
    public static readonly Rule SignatureForm = new("signature-form", "Data 2.6", "A signature must be a JSON Web Signature in compact serialization (RFC 7515).");
    public static readonly Rule SignatureAlgorithm = new("signature-algorithm", "Data 2.6", "The algorithm of a signature must be RS256, RS384 or RS512.");
    public static readonly Rule SignaturePayload = new("signature-payload", "Data 2.6", "The payload of a signature must be the statement as it was before it was signed.");
    public static readonly Rule SignatureCertificate = new("signature-certificate", "Data 2.6", "A signature must be that of the first certificate in its x5c header.");

    // Data 4: data types
    public static readonly Rule Iri = new("iri", "Data 4.3", "The value must be an IRI with a scheme.");
    public static readonly Rule ExtensionKey = new("extension-key", "Data 4.1", "Keys of extensions must be IRIs.");
    public static readonly Rule LanguageTag = new("language-tag", "Data 4.2", "The value must be a language tag as RFC 5646 forms them.");
    public static readonly Rule Timestamp = new("timestamp", "Data 4.5", "The value must be an ISO 8601 date and time (in 2.0 as RFC 3339, with a time zone; never -00:00).");
    public static readonly Rule Duration = new("duration", "Data 4.6", "The value must be an ISO 8601 duration.");
}
