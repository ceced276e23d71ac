namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>The data model a request speaks: xAPI 1.0.x (ADL) or 2.0 (IEEE 9274.1.1-2023). Both live on one endpoint; the version header decides.</summary>
public enum XapiVersion
{
    /// <summary>xAPI 1.0.x; header values <c>1.0</c>, <c>1.0.0</c> … <c>1.0.9</c>.</summary>
    V1 = 1,

    /// <summary>xAPI 2.0; header values <c>2.0</c>, <c>2.0.0</c>.</summary>
    V2 = 2,
}
