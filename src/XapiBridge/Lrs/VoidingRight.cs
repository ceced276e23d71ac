namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>Which statements a sender may void (Data 2.3.2 leaves it to the LRS). Those of its own authority always.</summary>
public enum VoidingRight
{
    /// <summary>None but those of its own authority.</summary>
    Own,

    /// <summary>Those of every credential; never what this service itself asserts.</summary>
    EveryCredentials,
}
