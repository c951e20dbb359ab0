using System.IO.Compression;
using System.Text;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Host.Changes;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Host.Tests.Changes;

/// <summary>Archives of the workflow folder, honest ones and others.</summary>
public sealed class PolicyArchiveTests
{
    [Fact]
    public void What_was_written_is_read_and_the_same_files_give_the_same_bytes()
    {
        SourceFile[] files = [new("policies/city.yaml", "id: city\r\n# 城市\r\n"), new("ladders/default.yaml", "id: default\n")];
        var bytes = PolicyArchive.Write(files);
        PolicyArchive.Write(files.Reverse()).ShouldBe(bytes);
        Read(bytes).ShouldBeOfType<ArchiveContent.Read>().Files.ShouldBe(files.OrderBy(file => file.Path, StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_around_it_and_a_byte_order_mark_do_not_matter() =>
        Read(Zip(("workflows/policies/city.yaml", [0xEF, 0xBB, 0xBF, .. "id: city"u8]), ("workflows/", [])))
            .ShouldBeOfType<ArchiveContent.Read>().Files.ShouldBe([new SourceFile("policies/city.yaml", "id: city")]);

    [Theory]
    [InlineData("../policies/city.yaml")]
    [InlineData("policies/../../city.yaml")]
    [InlineData("/etc/policies/city.yaml")]
    [InlineData("policies\\..\\city.yaml")]
    [InlineData("C:/policies/city.yaml")]
    [InlineData("policies/city.exe")]
    [InlineData("elsewhere/city.yaml")]
    public void A_path_that_leads_out_of_the_folder_is_refused_by_name(string path)
    {
        var refused = Read(Zip((path, "id: city"u8.ToArray()), ("ladders/default.yaml", "id: default"u8.ToArray()))).ShouldBeOfType<ArchiveContent.Refused>();
        refused.Problems.ShouldHaveSingleItem().Reason.ShouldContain(path);
    }

    [Fact]
    public void A_file_that_unpacks_to_more_than_it_may_is_given_up_while_it_is_read()
    {
        var bytes = Zip(("policies/city.yaml", new byte[FileLibrary.LongestText * 50]));
        bytes.Length.ShouldBeLessThan(FileLibrary.LongestText);
        Code(bytes).ShouldBe("too-long");
    }

    [Fact]
    public void Many_files_that_unpack_to_more_than_all_may_are_refused_too()
    {
        var each = new byte[FileLibrary.LongestText - 1];
        Array.Fill(each, (byte)'#');
        var enough = (int)(PolicyArchive.MostBytes / each.Length) + 1;
        Code(Zip([.. Enumerable.Range(0, enough).Select(index => ($"policies/p{index}.yaml", each))])).ShouldBe("too-long");
    }

    [Fact]
    public void So_many_entries_are_refused_before_one_is_read() =>
        Code(Zip([.. Enumerable.Range(0, (FileLibrary.MostFiles * 2) + 1).Select(index => ($"policies/p{index}.yaml", Array.Empty<byte>()))])).ShouldBe("too-many-files");

    [Fact]
    public void One_path_twice_is_refused() => Code(Zip(("policies/city.yaml", "id: city"u8.ToArray()), ("workflows/policies/city.yaml", "id: town"u8.ToArray()))).ShouldBe("twice");

    [Fact]
    public void What_is_no_text_no_archive_or_empty_is_said()
    {
        Code(Zip(("policies/city.yaml", [0xC3, 0x28]))).ShouldBe("no-text");
        Code("PK, but no archive"u8.ToArray()).ShouldBe("no-archive");
        Code(Zip(("policies/city.yaml", "id: city"u8.ToArray()))[..^30]).ShouldBe("no-archive");
        Code(Zip()).ShouldBe("empty-archive");
        Code([]).ShouldBe("no-archive");
    }

    private static string Code(byte[] archive) => Read(archive).ShouldBeOfType<ArchiveContent.Refused>().Problems[0].Code;

    private static ArchiveContent Read(byte[] archive)
    {
        using var stream = new MemoryStream(archive);
        return PolicyArchive.Read(stream);
    }

    private static byte[] Zip(params (string Path, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (path, content) in entries)
            {
                using var stream = zip.CreateEntry(path).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
