namespace Yrkesresan.XapiBridge.Lrs.People;

/// <summary>Whom the service's host knows, for <see cref="Pseudonyms"/>. An answer is the name of the person's account, the pseudonym; null for nobody; empty for several, of whom none can be told.</summary>
public interface IKnownPeople
{
    /// <summary>Who has this account at another system.</summary>
    ValueTask<string?> OfAccountAsync(string homePage, string name, CancellationToken cancel);

    /// <summary>Who has this e-mail address (without <c>mailto:</c>).</summary>
    ValueTask<string?> OfMailAsync(string address, CancellationToken cancel);

    /// <summary>Whose e-mail address, as <c>mailto:</c> IRI, has this SHA-1 (40 hexadecimal digits in lower case).</summary>
    ValueTask<string?> OfMailHashAsync(string sha1, CancellationToken cancel);
}

/// <summary>What becomes of a statement about one of our people that names the person otherwise than by the pseudonym.</summary>
public enum OtherwiseNamed
{
    /// <summary>The pseudonym takes the name's place.</summary>
    Rewrite,

    /// <summary>It is refused, and nothing of the request is stored.</summary>
    Refuse,
}
