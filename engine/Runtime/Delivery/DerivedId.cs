using System.Security.Cryptography;
using System.Text;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>Ids of what a message causes: the same message causes the same, however often it is delivered.</summary>
internal static class DerivedId
{
    public static Guid Of(Guid messageId, string part) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{messageId:N}/{part}")).AsSpan(0, 16), bigEndian: true);
}
