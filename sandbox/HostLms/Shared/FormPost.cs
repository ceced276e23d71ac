namespace Yrkesresan.HostLms.Shared;

/// <summary>A form that sends itself to another site; without JavaScript the person presses its button. OAuth 2.0 Form Post Response Mode.</summary>
public sealed record FormPost(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields);
