# html: escaping and references; shlex: splitting, quoting, the lexer.
import html, html.entities, shlex


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()


print(html.escape("<a href=\"x\">'&'</a>"), html.escape("\"'", quote=False))
for text in ("&lt;&gt;&amp;&quot;", "&eacute;&eacute", "&#65;&#x41;&#X41", "&notit; &notin; &not", "&nosuch; & &; &# &#x;", "&#128;&#150;&#0;&#13;", "&#xD800;&#x110000;&#1;&#11;", "&CounterClockwiseContourIntegral;", "&NotEqualTilde;", "a&ampb", "&#99999999999;", "plain"):
    print(repr(html.unescape(text)), end=" ")
print(len(html.entities.html5), html.entities.name2codepoint["alpha"], html.entities.codepoint2name[0xe9], html.entities.entitydefs["lt"], html.entities.html5["gt;"])
for text in ("a 'b c' \"d e\" f\\ g", "", "  ", "a\\\nb", "'unclosed", "x\\", '"a\\"b" \'c\\d\'', "a#comment\nb", "a=b;c|d", "''", "é 'ü'", "a\"b\"c'd'", '"\\x"'):
    shows(lambda: shlex.split(text), lambda: shlex.split(text, comments=True), lambda: shlex.split(text, posix=False), lambda: list(shlex.shlex(text)), lambda: list(shlex.shlex(text, posix=True)), lambda: list(shlex.shlex(text, punctuation_chars=True)))
shows(lambda: shlex.quote("it's"), lambda: shlex.quote(""), lambda: shlex.quote("safe_1.txt"), lambda: shlex.quote("a b"), lambda: shlex.quote("é"), lambda: shlex.join(["a", "b c", "$x"]), lambda: shlex.split(None), lambda: shlex.quote(5))
s = shlex.shlex("a b\nc", infile="f"); print(s.get_token(), s.lineno, s.get_token(), s.get_token(), s.lineno, repr(s.get_token()), s.error_leader()); s.push_token("back"); print(s.get_token())
