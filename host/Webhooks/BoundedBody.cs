using System.Buffers;

namespace GridWorkflow.Host.Webhooks;

/// <summary>Reads a body up to a cap, whatever its headers claim. Memory stays at the cap and one buffer.</summary>
public static class BoundedBody
{
    /// <summary>The bytes of the body, or null when it is longer than the cap.</summary>
    public static async Task<byte[]?> Read(HttpRequest request, int cap, CancellationToken cancellation)
    {
        if (request.ContentLength > cap)
            return null;
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (buffer.Length > cap)
            {
                reader.AdvanceTo(buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return bytes;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
