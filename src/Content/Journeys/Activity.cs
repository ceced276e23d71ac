namespace Yrkesresan.Content;

/// <summary>One task of a course (uppgift). Domain §6.</summary>
public sealed record Activity
{
    /// <summary>Unique in its course.</summary>
    public required string Id { get; init; }

    /// <summary>The name shown.</summary>
    public required string Title { get; init; }

    /// <summary>What kind of task it is.</summary>
    public required ActivityFormat Format { get; init; }

    /// <summary>About how long it takes, in minutes; at least 1.</summary>
    public required int Minutes { get; init; }

    /// <summary>Where it comes from.</summary>
    public required Source Source { get; init; }

    /// <summary>Who has reviewed it and when; null where nobody has.</summary>
    public QualityAssurance? QualityAssurance { get; init; }

    /// <summary>The goals it serves, of the step its course stands in.</summary>
    public required IReadOnlyList<string> GoalIds { get; init; }

    /// <summary>Whether the course cannot be completed without it. Never true in the deepening part.</summary>
    public required bool Obligatory { get; init; }

    /// <summary>For whom it is.</summary>
    public required Audience Audience { get; init; }

    /// <summary>Its text, for <c>KitMarkdown.ToHtml</c>; null where there is none.</summary>
    public string? BodyMarkdown { get; init; }

    /// <summary>The film or sound that the kit carries; null where there is none.</summary>
    public Media? Media { get; init; }
}

/// <summary>The kinds of activity.</summary>
public enum ActivityFormat
{
    /// <summary>Handbok: something to read at its source.</summary>
    Handbook,

    /// <summary>Text in the kit.</summary>
    Text,

    /// <summary>Film.</summary>
    Film,

    /// <summary>Podd.</summary>
    Podcast,

    /// <summary>Övning.</summary>
    Interactive,
}

/// <summary>Where an activity comes from.</summary>
/// <param name="Name">Who made it.</param>
/// <param name="Uri">Its public address (http or https), or null.</param>
public sealed record Source(string Name, Uri? Uri);

/// <summary>A mark that someone has reviewed the content (kvalitetssäkring).</summary>
/// <param name="By">Who.</param>
/// <param name="On">When.</param>
public sealed record QualityAssurance(string By, DateOnly On);

/// <summary>A film or sound file in the kit, with what makes it accessible.</summary>
/// <param name="Path">The file's path from the kit's root, with forward slashes.</param>
/// <param name="ContentType">Its media type, such as <c>video/webm</c>.</param>
/// <param name="CaptionsPath">WebVTT captions, path from the kit's root; always there for film.</param>
/// <param name="CaptionsLanguage">The captions' language as a BCP 47 tag; set whenever there are captions.</param>
/// <param name="TranscriptMarkdown">All that is said and shown, as Markdown; always there for film and podcast.</param>
public sealed record Media(string Path, string ContentType, string? CaptionsPath, string? CaptionsLanguage, string? TranscriptMarkdown);
