package holdfast.probe;

import java.io.IOException;
import org.junit.jupiter.api.Test;

import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;

/// JMESPath on answers: the resolved value is shown, and nothing, null, false and 0 are told apart.
final class HttpJsonTest {
    private static final String DOCUMENT =
            "{\"data\":{\"none\":null,\"off\":false,\"zero\":0,\"empty\":\"\",\"list\":[],\"name\":\"ann\"},\"girls\":[1,2,3,4,5,6]}";

    private static Ask.Said ask(String expression) throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.json(DOCUMENT))) {
            return Ask.http(server.url("/")).json(expression).ask();
        }
    }

    @Test
    void theComparedValueIsShown() throws IOException {
        var said = ask("length(girls) > `5`");

        passes(said, "length(girls) is 6");
        assertEquals("6", said.value());
    }

    @Test
    void anUnmetComparisonShowsExpressionAndValue() throws IOException {
        var said = ask("length(girls) > `6`");

        fails(said, "length(girls) > `6` is not met: length(girls) is 6.");
        assertEquals("6", said.value());
    }

    @Test
    void aMissingPathIsCalledMissing() throws IOException {
        var said = ask("data.nowhere");

        fails(said, "data.nowhere is missing from the JSON");
        assertEquals("missing", said.value());
        assertEquals("missing", ask("girls[9] == `1`").value());
    }

    @Test
    void aNullIsCalledNull() throws IOException {
        var said = ask("data.none");

        fails(said, "data.none is null");
        assertEquals("null", said.value());
    }

    @Test
    void falseIsCalledFalse() throws IOException {
        var said = ask("data.off");

        fails(said, "data.off is false");
        assertEquals("false", said.value());
    }

    @Test
    void zeroIsTrueInJmesPathAndShownAsZero() throws IOException {
        var said = ask("data.zero");

        passes(said, "data.zero is 0");
        assertEquals("0", said.value());
        fails(ask("data.zero > `0`"), "data.zero is 0");
    }

    @Test
    void emptyTextAndEmptyListsAreShown() throws IOException {
        fails(ask("data.empty"), "data.empty is \"\"");
        fails(ask("data.list"), "data.list is []");
    }

    @Test
    void ofSeveralTermsTheFalseOneIsShown() throws IOException {
        fails(ask("data.name == 'ann' && data.off"), "data.off is false");
    }

    @Test
    void aValueOfTheWrongShapeIsSaid() throws IOException {
        fails(ask("length(data.zero) > `1`"), "length(data.zero) > `1` cannot be asked of this JSON", "number");
    }

    @Test
    void aNumberInTextIsNoNumber() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.json("{\"count\":\"5\"}"))) {
            fails(Ask.http(server.url("/")).json("count == `5`").ask(), "count is \"5\"");
        }
    }

    @Test
    void invalidJsonIsSaidWithItsPosition() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.json("{\"a\": 1,\n  \"b\" 2}"))) {
            fails(Ask.http(server.url("/")).json("a").ask(), "no JSON: line 2, column 7, at 2}");
        }
    }

    @Test
    void jsonThatBreaksOffIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.json("{\"a\": [1,"))) {
            fails(Ask.http(server.url("/")).json("a").ask(), "breaks off at line 1, column 10");
        }
    }

    @Test
    void aPageInsteadOfJsonIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(200, "text/html", "<!doctype html><p>Welcome"))) {
            fails(Ask.http(server.url("/")).json("status").ask(), "no JSON: line 1, column 1, at <!doctype html>");
        }
    }

    @Test
    void anEmptyBodyIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.json(""))) {
            fails(Ask.http(server.url("/")).json("status").ask(), "body is empty where JSON is expected");
        }
    }

    @Test
    void itemsAreCounted() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.json(DOCUMENT))) {
            var said = Ask.http(server.url("/")).json("girls").items(6).ask();
            passes(said);
            assertEquals("6", said.value());
            fails(Ask.http(server.url("/")).json("girls").items(7).ask(), "the list girls has 6 items, at least 7 expected");
            fails(Ask.http(server.url("/")).json("data.name").items(1).ask(), "data.name is no list: \"ann\"");
            fails(Ask.http(server.url("/")).json("data.gone").items(1).ask(), "data.gone is no list: missing");
        }
    }

    @Test
    void itemsOfTheWholeDocumentNeedNoExpression() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.json("[1,2]"))) {
            passes(Ask.http(server.url("/")).items(2).ask());
            fails(Ask.http(server.url("/")).items(3).ask(), "has 2 items");
        }
    }

    @Test
    void aBodyOfTenMegabytesIsNotReadToItsEnd() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.json("[\"" + "x".repeat(10_000_000) + "\"]"))) {
            fails(Ask.http(server.url("/")).json("@").ask(), "larger than 4.0 MB");
        }
    }

    @Test
    void aLongValueIsShortened() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.json("{\"a\":\"" + "x".repeat(5_000) + "\"}"))) {
            assertEquals(121, Ask.http(server.url("/")).json("a").ask().value().length());
        }
    }
}
