using System.Security.Cryptography;
using System.Text;

namespace GridWorkflow.Casework.Loading;

/// <summary>Versions of what files say: the same content gives the same version, whatever the comments and the layout.</summary>
internal static class ContentVersion
{
    /// <summary>SHA-256 over the lines, first 16 hexadecimal digits.</summary>
    public static string Of(string id, IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{string.Join('\n', lines)}")))[..16];
}
