using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;

namespace Yrkesresan.XapiBridge.Tests.Lrs.BadInput;

/// <summary>A request that must be refused, and how.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Method">The method.</param>
/// <param name="Address">Path and query, as they go out.</param>
/// <param name="Status">The answer's status.</param>
internal sealed record BadCase(string Name, string Method, string Address, int Status)
{
    /// <summary>With its control characters written out: test reports are XML.</summary>
    public string Name { get; } = string.Concat(Name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? $"\\u{(int)c:x4}" : c.ToString()));

    public byte[]? Body { get; init; }

    public string? Type { get; init; } = "application/json";

    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>The rule that the answer names; "*" for any, null where it is about no statement.</summary>
    public string? Rule { get; init; }

    /// <summary>The property that the answer names.</summary>
    public string? Property { get; init; }

    /// <summary>Which statement of a batch the answer names.</summary>
    public int? Index { get; init; }

    /// <summary>Which part of several the answer names.</summary>
    public int? Part { get; init; }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public async Task AssertRefusedAsync(HttpClient client)
    {
        var answer = await client.AskAsync(Method, Address, Body, Body is null ? null : Type, Headers);
        Assert.True(answer.Status == Status, $"{answer.Status}: {answer.Text}");
        Assert.Equal("application/problem+json", answer["Content-Type"]);
        if (Method == "HEAD")
            return;
        var problem = answer.Json;
        Assert.Equal(Status, (int?)problem["status"]);
        Assert.NotEmpty((string?)problem["title"] ?? "");
        Assert.NotEmpty((string?)problem["detail"] ?? "");
        Assert.Equal((Rule is null, Index, Part), (problem["rule"] is null, (int?)problem["index"], (int?)problem["part"]));
        if (Rule is not null)
            AssertNamed(problem);
    }

    private void AssertNamed(JsonNode problem)
    {
        Assert.NotEmpty((string?)problem["clause"] ?? "");
        if (Rule != "*")
            Assert.Equal(Rule, (string?)problem["rule"]);
        if (Part is null)
            Assert.NotNull((string?)problem["property"]);
        if (Property is not null)
            Assert.Equal(Property, (string?)problem["property"]);
    }
}
