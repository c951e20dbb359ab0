using System.Xml;
using System.Xml.Linq;

namespace GridWorkflow.Runtime.Moving;

/// <summary>A key that protects cookies and webhook secrets.</summary>
/// <param name="Name">Its name in a table, or of its file without <c>.xml</c>.</param>
internal sealed record KeptKey(string Name, XElement Xml)
{
    public string Text => Xml.ToString(SaveOptions.DisableFormatting);
}

/// <summary>
/// Keys in the folder beside a SQLite file, as ASP.NET Core's data protection keeps them there: a file for each. They stand there in
/// the clear, for the owner alone.
/// </summary>
internal sealed class KeptKeys(string folder, Func<DirectoryInfo> make)
{
    /// <summary>Where PostgreSQL has them.</summary>
    public const string Table = "data_protection_keys";

    private readonly List<string> _written = [];

    public IReadOnlyList<KeptKey> Read() =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.xml").Order(StringComparer.Ordinal).Select(Read)] : [];

    /// <exception cref="RefusedMoveException">There is another key of the same name.</exception>
    public void Write(IReadOnlyList<KeptKey> keys)
    {
        if (keys.Count == 0)
            return;
        make();
        foreach (var key in keys)
        {
            var path = Path.Combine(folder, $"{key.Name}.xml");
            if (File.Exists(path))
            {
                // Two files in one folder share their keys.
                if (Read(path).Text != key.Text)
                    throw new RefusedMoveException($"Expected {path} to be missing or the same key, but it is another. Give the target a folder of its own.");
                continue;
            }

            if (key.Name.Length == 0 || key.Name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')))
                throw new RefusedMoveException($"Expected a key's name of letters, digits and hyphens, but found '{key.Name}'.");
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            _written.Add(path);
            key.Xml.Save(file);
            file.Flush(flushToDisk: true);
        }
    }

    public void TakeBack()
    {
        foreach (var path in _written)
            File.Delete(path);
        _written.Clear();
    }

    private static KeptKey Read(string path)
    {
        try
        {
            return new KeptKey(Path.GetFileNameWithoutExtension(path), XElement.Load(path));
        }
        catch (XmlException broken)
        {
            throw new RefusedMoveException($"Expected a key as XML in {path}, but it cannot be read: {broken.Message}");
        }
    }
}
