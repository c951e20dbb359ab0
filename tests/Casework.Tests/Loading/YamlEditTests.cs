using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Loading;

public sealed class YamlEditTests
{
    private const string Policy = """
        # the limits
        id: a            # a name
        total: { ladder: default, limits: { default: 7 workDayRolling, emergency: 24 urgentHour } }   # all of it
        stages:
          screen:                        # 預立案
            ladder: default
            limits: { default: 0.5 urgentHour }
          handle:
            limits:
              default: 2 workDayRolling  # from the dispatch
              emergency: 4 urgentHour
        # the end

        """;

    [Theory]
    [InlineData("total/limits/default", "8 workDayRolling", "default: 7 workDayRolling,", "default: 8 workDayRolling,")]
    [InlineData("stages/handle/limits/default", "3 workHour", "default: 2 workDayRolling  # from", "default: 3 workHour  # from")]
    [InlineData("stages/screen/ladder", "other", "    ladder: default\n", "    ladder: other\n")]
    [InlineData("total/limits/community", "1 workHour", "24 urgentHour }", "24 urgentHour, community: 1 workHour }")]
    [InlineData("stages/handle/limits/grid", "1 workHour", "      emergency: 4 urgentHour\n", "      emergency: 4 urgentHour\n      grid: 1 workHour\n")]
    [InlineData("name", "A: b", "# the end\n", "name: \"A: b\"\n# the end\n")]
    public void A_value_is_changed_and_nothing_else(string path, string value, string before, string after)
    {
        var changed = YamlEdit.Set(Policy, path.Split('/'), value);
        changed.ShouldBe(Policy.Replace(before, after, StringComparison.Ordinal));
        YamlEdit.Value(changed, path.Split('/')).ShouldBe(value);
        YamlEdit.Set(Policy.ReplaceLineEndings("\r\n"), path.Split('/'), value).ShouldBe(changed.ReplaceLineEndings("\r\n"));
    }

    [Theory]
    [InlineData("total/limits/default", "default: 7 workDayRolling, ", "")]
    [InlineData("total/limits/emergency", ", emergency: 24 urgentHour", "")]
    [InlineData("stages/screen/limits/default", "{ default: 0.5 urgentHour }", "{}")]
    [InlineData("stages/handle/limits/default", "      default: 2 workDayRolling  # from the dispatch\n", "")]
    [InlineData("stages/screen", "  screen:                        # 預立案\n    ladder: default\n    limits: { default: 0.5 urgentHour }\n", "")]
    [InlineData("stages/nowhere", "x", "x")]
    public void A_key_goes_with_its_value_and_nothing_else(string path, string before, string after) =>
        YamlEdit.Remove(Policy, path.Split('/')).ShouldBe(Policy.Replace(before, after, StringComparison.Ordinal));

    [Fact]
    public void What_has_no_place_is_refused() =>
        Should.Throw<RefusedException>(() => YamlEdit.Set(Policy, ["nowhere", "below"], "1")).Problems.ShouldHaveSingleItem().Code.ShouldBe("yaml-place");

    [Fact]
    public void What_cannot_be_read_is_refused_with_its_line() =>
        Should.Throw<RefusedException>(() => YamlEdit.Set("a: 1\nb: [", ["a"], "2")).Problems.ShouldHaveSingleItem().Line.ShouldNotBeNull();

    [Fact]
    public void Lists_of_names_are_written_in_one_line()
    {
        const string text = "grants:\n  worker: [report, handle]   # 網格員\n  leader: [close]\n";
        YamlEdit.SetList(text, ["grants", "worker"], ["report", "handle"]).ShouldBe(text);
        YamlEdit.SetList(text, ["grants", "worker"], ["report"]).ShouldBe("grants:\n  worker: [report]   # 網格員\n  leader: [close]\n");
        YamlEdit.SetList(text, ["grants", "other"], ["a", "b"]).ShouldBe(text + "  other: [a, b]\n");
    }

    [Theory]
    [InlineData("list: [a, b, c]", 2, "list: [a, c, b]")]
    [InlineData("list: [a, b, c]", 1, "list: [b, a, c]")]
    [InlineData("list: [a, b, c]", 0, "list: [a, b, c]")]
    [InlineData("list: [a, b, c]", 3, "list: [a, b, c]")]
    [InlineData("list:\n  - { k: 1 } # one\n  - { k: 2, l: [x] }\n", 1, "list:\n  - { k: 2, l: [x] }\n  - { k: 1 } # one\n")]
    [InlineData("list:\r\n  - 1 # one\r\n  - 2", 1, "list:\r\n  - 2\r\n  - 1 # one")]
    [InlineData("list:\n  - k: 1\n    l: 2\n\n  # two\n  - k: 3\nend: 1\n", 1, "list:\n  - k: 3\n\n  # two\n  - k: 1\n    l: 2\nend: 1\n")]
    public void An_element_goes_up_by_one_place(string before, int index, string after) => YamlEdit.MoveUp(before, ["list"], index).ShouldBe(after);

    // The dash is the element's, not the key's.
    [Theory]
    [InlineData("list:\n  - k: 1 # one\n    l: 2\n", "list:\n  - l: 2\n")]
    [InlineData("list:\n  - k:\n      - 1\n    l: 2\n  - k: 3\n", "list:\n  - l: 2\n  - k: 3\n")]
    [InlineData("list:\n  - k: 1\n  - k: 3\n", "list:\n  - {}\n  - k: 3\n")]
    public void The_first_key_of_an_element_goes_without_it(string before, string after) => YamlEdit.Remove(before, ["list", "0", "k"]).ShouldBe(after);

    [Fact]
    public void What_elements_have_of_a_key_is_read_at_once() => YamlEdit.Values("list: [{ k: a }, b, { l: 1 }, { k: c }]", ["list"], "k").ShouldBe(["a", null, null, "c"]);

    [Theory]
    [InlineData("all:\n  - { list: [a, b] }\n", "all:\n  - { list: [a, b, { k: 1 }] }\n", "all:\n  - { list: [b, { k: 1 }] }\n")]
    [InlineData("all:\n  - list:\n      - a\n    end: 1\n", "all:\n  - list:\n      - a\n      - { k: 1 }\n    end: 1\n", "all:\n  - list:\n      - { k: 1 }\n    end: 1\n")]
    [InlineData("all:\n  - { end: 1 }\n", "all:\n  - { end: 1, list: [{ k: 1 }] }\n", "all:\n  - { end: 1 }\n")]
    public void A_list_within_an_element_grows_and_shrinks(string before, string longer, string shorter)
    {
        string[] path = ["all", "0", "list"];
        var grown = YamlEdit.Insert(before, path, null, "{ k: 1 }");
        grown.ShouldBe(longer);
        YamlEdit.RemoveAt(grown, path, 0).ShouldBe(shorter);
    }

    [Fact]
    public void Each_scalar_of_each_shipped_file_is_set_to_itself_and_to_something_else_and_back_without_a_trace()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Shipped.Root, "workflows"), "*.yaml", SearchOption.AllDirectories).ToList();
        files.Count.ShouldBeGreaterThan(30);
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            foreach (var path in Paths(text, []).Take(60))
            {
                var (value, raw) = (YamlEdit.Value(text, path)!, YamlEdit.Raw(text, path)!);
                YamlEdit.Set(text, path, value).ShouldBe(text, $"{file} {string.Join('.', path)}");
                if (raw != value)
                    continue;
                var other = YamlEdit.Set(text, path, "something else");
                YamlEdit.Value(other, path).ShouldBe("something else", $"{file} {string.Join('.', path)}");
                if (YamlEdit.Set("a: b\n", ["a"], value) == $"a: {value}\n")
                    YamlEdit.Set(other, path, value).ShouldBe(text, $"{file} {string.Join('.', path)}");
            }
        }
    }

    private static IEnumerable<string[]> Paths(string text, string[] at)
    {
        if (YamlEdit.Value(text, at) is not null)
            return [at];
        var keys = YamlEdit.Keys(text, at);
        return keys.Count > 0
            ? keys.SelectMany(key => Paths(text, [.. at, key])).Take(60)
            : Enumerable.Range(0, YamlEdit.Count(text, at)).SelectMany(index => Paths(text, [.. at, index.ToString(System.Globalization.CultureInfo.InvariantCulture)])).Take(60);
    }
}
