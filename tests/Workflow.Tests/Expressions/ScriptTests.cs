using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Expressions;

public sealed class ScriptTests
{
    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("getX() + 1", "6")]
    [InlineData("`${getX()}-${variables.X}`", "5-5")]
    [InlineData("getX() % 2 == 1 && !(getX() > 9) ? 'odd' : 'other'", "odd")]
    [InlineData("getS() + getX()", "abc5")]
    [InlineData("getS() < 'abd'", "True")]
    [InlineData("1 / 0", "Infinity")]
    [InlineData("[1,2,3].map(x => x * getX()).join()", "5,10,15")]
    [InlineData("let a = 5; a * 2", "10")]
    [InlineData("return 'early';", "early")]
    [InlineData("new RegExp('A+', 'i').test('baa') && RegExp('a').exec('ba').index == 1 && /a/ instanceof RegExp && new RegExp(/a/g).flags == 'g'", "True")]
    [InlineData("'a-b'.split(/-/).join('+') + 'aXa'.replace(/x/i, m => m + m) + ['a', ['b', ['c']]].flat(2).join('') + [1, [2, 3]]", "a+baXXaabc1,2,3")]
    [InlineData("JSON.stringify({ b: 1, a: [1, { b: 2, c: 3 }] }, ['a', 'b']) + JSON.stringify({ a: new Date(0), u: undefined }) + JSON.stringify([2, 3], (k, v) => v === 2 ? 'x' : v, 1).length", "{\"a\":[1,{\"b\":2}],\"b\":1}{\"a\":\"1970-01-01T00:00:00.000Z\"}12")]
    [InlineData("'ab'.repeat(2) + '7'.padStart(3, '0') + 'x'.padEnd(2) + '|' + encodeURIComponent('a b') + (function () { return this.n; }).bind({ n: 5 })()", "abab007x |a%20b5")]
    [InlineData("`${[1].map(x => `${x}!`)}a${1}\n${2}c${'d'}${`${3}`}` + String.raw`x${4}`", "1!a1\n2cd3x4")]
    [InlineData("(2n ** 64n + 1n) * 3n + BigInt('7')", "55340232221128654858")]
    [InlineData("typeof getNothing", "undefined")]
    [InlineData("typeof Uint8Array + typeof ArrayBuffer + typeof ShadowRealm", "undefinedundefinedundefined")]
    [InlineData("new Date().toISOString()", "2026-03-02T12:00:00.000Z")]
    public void Scripts_give_what_JavaScript_gives(string script, string expected) =>
        Lines(Start(Program(Sequence("s", Say("w", script)), ("X", "Int32", 5), ("S", "String", "abc")))).ShouldBe(expected);

    [Theory]
    [InlineData("while (true) { }", "script-limit")]
    [InlineData("let s = 'x'; while (true) { s += s; }", "script-limit")]
    [InlineData("(function f() { f(); })()", "script-limit")]
    [InlineData("new Array(1e9).fill(0).length", "script-limit")]
    [InlineData("let a = []; while (true) { a.push(a); }", "script-limit")]
    [InlineData("eval('1')", "script-error")]
    [InlineData("new Function('return 1')()", "script-error")]
    [InlineData("System.IO.File.ReadAllText('x')", "script-error")]
    [InlineData("throw new Error('on purpose')", "script-error")]
    public void Bombs_and_escapes_are_stopped(string script, string code)
    {
        var state = Start(Program(Sequence("s", Say("w", script)))).State;
        state.SubStatus.ShouldBe(InstanceSubStatus.Faulted);
        state.Incidents.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void Scripts_do_not_see_each_other()
    {
        var root = Sequence("s", Say("a", "globalThis.leak = 1; Array.prototype.leak = 1; 'set'"), Say("b", "typeof leak + typeof [].leak"));
        Lines(Start(Program(root))).ShouldBe("set undefinedundefined");
    }

    [Theory]
    [InlineData("Array.prototype.leak = 1; 1")]
    [InlineData("[].__proto__.leak = 1; 1")]
    [InlineData("[]['__pro' + 'to__'].leak = 1; 1")]
    [InlineData("Object.assign([].__proto__, { leak: 1 }); 1")]
    [InlineData("Math.leak = 1; 1")]
    [InlineData("leak = 1; 1")]
    [InlineData("var leak = 1; 1")]
    [InlineData("function leak() { } 1")]
    [InlineData("(function() { this.leak = 1; })(); 1")]
    public void What_could_change_other_scripts_runs_alone(string script)
    {
        var root = Sequence("s", Say("a", "Math.abs(-1)"), Say("b", script), Say("c", "typeof leak + typeof [].leak + typeof Math.leak + typeof Math.max.leak"));
        Lines(Start(Program(root))).ShouldBe("1 1 undefinedundefinedundefinedundefined");
    }

    [Fact]
    public void Accessors_follow_the_scope_of_the_script()
    {
        var inner = Activity("Sequence", "i", ("variables", System.Text.Json.Nodes.JsonNode.Parse("""[{"id":"In","name":"In","typeName":"Int32","value":3}]""")),
            ("activities", new System.Text.Json.Nodes.JsonArray(Say("b", "Math.abs(getIn())"))));
        Lines(Start(Program(Sequence("s", Say("a", "typeof getIn + Math.abs(1)"), inner, Say("c", "typeof getIn + Math.abs(2)"))))).ShouldBe("undefined1 3 undefined2");
    }

    [Fact]
    public void Objects_of_variables_are_changed_in_place()
    {
        var root = Sequence("s", Say("a", "variables.O.a = 2; getO().b = [3]; ''"), Say("b", "JSON.stringify(getO())"));
        Lines(Start(Program(root, ("O", "JSON", """{"a":1}""")))).ShouldBe(" {\"a\":2,\"b\":[3]}");
    }
}
