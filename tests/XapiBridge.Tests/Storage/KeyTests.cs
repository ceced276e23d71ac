using System.Security.Cryptography;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.XapiBridge.Tests.Storage;

/// <summary>design.md §3–4: the key file encrypts private keys and the key ring; another file opens nothing.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("yrkesresan-key-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_key_file_is_readable_by_its_owner_only()
    {
        MasterKey.LoadOrCreate(_folder + "/key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder + "/key"));
    }

    [Fact]
    public async Task Processes_that_start_together_agree_on_one_key()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => MasterKey.LoadOrCreate(_folder + "/key"))));
        Assert.Single(keys.Select(k => Convert.ToHexString(k.Derive("x"))).Distinct());
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_is_sealed_opens_with_the_same_key_and_purpose_only()
    {
        var key = MasterKey.LoadOrCreate(_folder + "/key");
        var sealedBytes = key.Seal("a", "hemligt"u8);
        Assert.Equal("hemligt"u8.ToArray(), key.Open("a", sealedBytes));
        Assert.ThrowsAny<CryptographicException>(() => key.Open("b", sealedBytes));
        Assert.ThrowsAny<CryptographicException>(() => MasterKey.LoadOrCreate(_folder + "/other").Open("a", sealedBytes));
        for (var i = 0; i < sealedBytes.Length; i++)
        {
            var tampered = sealedBytes.ToArray();
            tampered[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => key.Open("a", tampered));
        }
    }

    [Theory, BothDatabases]
    public async Task An_instance_with_another_key_file_is_refused(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, KeyRing.Migrations);
        var key = MasterKey.LoadOrCreate(_folder + "/key");
        await KeyRing.CheckAsync(db.Writes, key, TimeProvider.System);
        await KeyRing.CheckAsync(db.Writes, key, TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() => KeyRing.CheckAsync(db.Writes, MasterKey.LoadOrCreate(_folder + "/other"), TimeProvider.System));
    }
}
