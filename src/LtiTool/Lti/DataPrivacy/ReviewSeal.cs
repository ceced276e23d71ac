using System.Buffers.Binary;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DataPrivacy;

/// <summary>That the platform let somebody review what is stored of a person.</summary>
/// <param name="Reader">Who may.</param>
/// <param name="Person">Of whom; empty for somebody who is not known here.</param>
/// <param name="Until">Until when.</param>
internal sealed record PersonReview(Guid Reader, Guid Person, DateTimeOffset Until);

/// <summary>Seals a <see cref="PersonReview"/> for the address of the page: it lasts as long as the reader's errand, and for that reader alone.</summary>
internal sealed class ReviewSeal(MasterKey master)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Seal _seal = new(master, "data-privacy");

    public string Close(PersonReview review)
    {
        Span<byte> plain = stackalloc byte[40];
        review.Reader.TryWriteBytes(plain);
        review.Person.TryWriteBytes(plain[16..]);
        BinaryPrimitives.WriteInt64BigEndian(plain[32..], DbValue.ToMicroseconds(review.Until));
        return _seal.Close(plain);
    }

    /// <summary>The review; null when it is not this reader's, or too old.</summary>
    public PersonReview? Open(string? text, Guid reader, DateTimeOffset now)
    {
        if (text is null || _seal.Open(text) is not { Length: 40 } plain)
            return null;
        var review = new PersonReview(new Guid(plain.AsSpan(0, 16)), new Guid(plain.AsSpan(16, 16)), DbValue.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(32))));
        return review.Reader == reader && now < review.Until ? review : null;
    }
}
