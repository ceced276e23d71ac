using System.Text;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Validation;

public sealed class Data_4_DataTypeTests
{
    [Theory]
    [InlineData("sv"), InlineData("de-DE"), InlineData("cmn"), InlineData("zh-Hant"), InlineData("sr-Latn-RS"), InlineData("es-419"), InlineData("sl-rozaj-biske"), InlineData("de-CH-1901")]
    [InlineData("zh-cmn-Hans-CN"), InlineData("en-a-myext-b-another"), InlineData("x-whatever"), InlineData("de-x-y"), InlineData("i-klingon"), InlineData("ase"), InlineData("zh-gan-hak-nan-Hant")]
    public void XAPI_4_2_Language_tags_as_RFC_5646_forms_them(string tag) => Assert.True(LanguageTag.IsWellFormed(Encoding.UTF8.GetBytes(tag)));

    [Theory]
    [InlineData(""), InlineData("something"), InlineData("a12345678"), InlineData("s"), InlineData("sv_SE"), InlineData("sv-"), InlineData("sv--SE"), InlineData("zh-z-aaa-z-bbb-c-ccc")]
    [InlineData("en-a"), InlineData("x"), InlineData("de-419-DE"), InlineData("de-1901-1901"), InlineData("åå"), InlineData("en-a-x-b"), InlineData("1a")]
    public void XAPI_4_2_Other_language_tags_are_refused(string tag) => Assert.False(LanguageTag.IsWellFormed(Encoding.UTF8.GetBytes(tag)));

    [Theory]
    [InlineData("2026-11-21T09:30:00Z", 1795253400000000), InlineData("2026-11-21T09:30:00.123456789Z", 1795253400123456), InlineData("2026-11-21T09:30:00.5+01:00", 1795249800500000)]
    [InlineData("2026-11-21T09:30Z", 1795253400000000), InlineData("2026-11-21T09:30:00", 1795253400000000), InlineData("2026-11-21T09:30:00-0130", 1795258800000000), InlineData("2026-11-21T09:30:00+01", 1795249800000000)]
    [InlineData("1970-01-01T00:00:00+00:00", 0), InlineData("2016-12-31T23:59:60Z", 1483228800000000), InlineData("2024-02-29T00:00:00Z", 1709164800000000)]
    public void XAPI_4_5_Timestamps(string text, long micros)
    {
        Assert.True(Iso8601.Timestamp(Encoding.UTF8.GetBytes(text), zoneRequired: false, out var read));
        Assert.Equal(micros, read);
    }

    [Theory]
    [InlineData("01/011/2015"), InlineData("should fail"), InlineData("2008-09-15T15:53:00.601-00"), InlineData("2008-09-15T15:53:00.601-0000"), InlineData("2008-09-15T15:53:00.601-00:00")]
    [InlineData("2026-02-29T00:00:00Z"), InlineData("2026-13-01T00:00:00Z"), InlineData("2026-01-01T24:00:00Z"), InlineData("2026-01-01T00:60:00Z"), InlineData("2026-01-01 00:00:00Z"), InlineData("2026-01-01")]
    [InlineData("2026-01-01T00:00:00.Z"), InlineData("2026-01-01T00:00:00ZZ"), InlineData("2026-01-01T00:00:00+1"), InlineData("2026-01-01T00:00:00+01:60"), InlineData("0000-01-01T00:00:00Z"), InlineData("2026-01-01T00:00:6")]
    public void XAPI_4_5_Other_timestamps_are_refused(string text) => Assert.False(Iso8601.Timestamp(Encoding.UTF8.GetBytes(text), zoneRequired: false, out _));

    [Fact]
    public void XAPI_2_0_Timestamps_have_a_time_zone() => Assert.False(Iso8601.Timestamp("2026-11-21T09:30:00"u8, zoneRequired: true, out _));

    [Theory]
    [InlineData("PT4H35M59.14S"), InlineData("PT16559.14S"), InlineData("P3Y1M29DT4H35M59.14S"), InlineData("P3Y"), InlineData("P4W"), InlineData("PT1H0M0.1S"), InlineData("P0D"), InlineData("PT0.5H"), InlineData("P1.5W")]
    public void XAPI_4_6_Durations(string text) => Assert.True(Iso8601.Duration(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("PA1H0M0S"), InlineData("should fail"), InlineData("P4W1D"), InlineData(""), InlineData("P"), InlineData("PT"), InlineData("P1DT"), InlineData("PT1.5H3M"), InlineData("P1S"), InlineData("PT1D")]
    [InlineData("PT1M1H"), InlineData("-PT1S"), InlineData("PT1"), InlineData("PT1.S"), InlineData("P1Y1Y"), InlineData("P1.5DT1H"), InlineData("P1D4W"), InlineData("PW")]
    public void XAPI_4_6_Other_durations_are_refused(string text) => Assert.False(Iso8601.Duration(Encoding.UTF8.GetBytes(text)));
}
