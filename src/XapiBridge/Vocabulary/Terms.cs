namespace Yrkesresan.XapiBridge.Vocabulary;

/// <summary>
/// The IRIs of the Yrkesresan profile. Verbs and types of the ADL, video and audio profiles come before own ones; own ones stand under one base
/// that no installation's address is part of (docs/decisions/0006).
/// </summary>
public static class Terms
{
    /// <summary>What every IRI of our own begins with; also the profile's id.</summary>
    public const string Base = "https://w3id.org/xapi/yrkesresan";

    /// <summary>The profile's version, the category of every statement that follows it (xAPI Profiles, part 2, 6.0).</summary>
    public const string ProfileVersion = Base + "/v1.0";

    /// <summary>The service itself as something to enter.</summary>
    public const string Service = Base + "/service";

    /// <summary>The account name of the authority of this service's own statements. No credential's key can be it: keys are made at random.</summary>
    public const string OwnAuthority = "yrkesresan";

    /// <summary>Context extension: the version of the journey's kit, as text.</summary>
    public const string KitVersion = Base + "/context/extensions/kit-version";

    /// <summary>Context extension of a voiding statement: the verb of the statement that it voids.</summary>
    public const string VoidedVerb = Base + "/context/extensions/voided-verb";

    /// <summary>Activity type: a journey.</summary>
    public const string JourneyType = Base + "/activity-types/journey";

    /// <summary>Activity type: a step of a journey.</summary>
    public const string StepType = Base + "/activity-types/step";

    /// <summary>Activity type: a course (ADL).</summary>
    public const string CourseType = "http://adlnet.gov/expapi/activities/course";

    /// <summary>Activity type: one of the three parts of a course (ADL: an aggregation below the level of the course).</summary>
    public const string PartType = "http://adlnet.gov/expapi/activities/module";

    /// <summary>Activity type: a course day (ADL: a gathering of people for a common cause).</summary>
    public const string CourseDayType = "http://adlnet.gov/expapi/activities/meeting";

    /// <summary>Activity type: a goal (ADL).</summary>
    public const string GoalType = "http://adlnet.gov/expapi/activities/objective";

    /// <summary>Activity type: text to take in (ADL).</summary>
    public const string MediaType = "http://adlnet.gov/expapi/activities/media";

    /// <summary>Activity type: something to read at its source (ADL).</summary>
    public const string LinkType = "http://adlnet.gov/expapi/activities/link";

    /// <summary>Activity type: an exercise (ADL: tasks in a particular context).</summary>
    public const string PerformanceType = "http://adlnet.gov/expapi/activities/performance";

    /// <summary>Activity type: film (the video profile).</summary>
    public const string VideoType = "https://w3id.org/xapi/video/activity-type/video";

    /// <summary>Activity type: sound (the audio profile).</summary>
    public const string AudioType = "https://w3id.org/xapi/audio/activity-type/audio";

    /// <summary>Activity type: the service (Activity Streams).</summary>
    public const string ServiceType = "http://activitystrea.ms/schema/1.0/application";

    /// <summary>Activity type: a profile's version, in the category (ADL).</summary>
    public const string ProfileType = "http://adlnet.gov/expapi/activities/profile";
}

/// <summary>A verb and its labels in both languages.</summary>
/// <param name="Iri">Its id.</param>
/// <param name="Sv">The label in Swedish.</param>
/// <param name="En">The label in English, as its own profile has it.</param>
public sealed record Verb(string Iri, string Sv, string En)
{
    /// <summary>ADL: the actor attempted to start an activity.</summary>
    public static Verb Launched { get; } = new("http://adlnet.gov/expapi/verbs/launched", "öppnade", "launched");

    /// <summary>ADL: the actor encountered the object; no achievement is required.</summary>
    public static Verb Experienced { get; } = new("http://adlnet.gov/expapi/verbs/experienced", "tog del av", "experienced");

    /// <summary>ADL: the actor finished the activity.</summary>
    public static Verb Completed { get; } = new("http://adlnet.gov/expapi/verbs/completed", "slutförde", "completed");

    /// <summary>ADL: the actor was present at an event.</summary>
    public static Verb Attended { get; } = new("http://adlnet.gov/expapi/verbs/attended", "deltog i", "attended");

    /// <summary>Tin Can registry: the actor selects an object of a set, the context's parent, to use it.</summary>
    public static Verb Selected { get; } = new("http://id.tincanapi.com/verb/selected", "valde", "selected");

    /// <summary>xAPI: the statement referred to no longer holds (Data 2.3.2).</summary>
    public static Verb Voided { get; } = new("http://adlnet.gov/expapi/verbs/voided", "tog tillbaka", "voided");
}
