package holdfast.evidence;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RedactionTest {
    private static final String HIDDEN = "hunter2-hunter2";

    private final Redaction plain = Redaction.plain();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=hunter2-hunter2",
                "DB_PASSWORD: hunter2-hunter2",
                "{\"password\": \"hunter2-hunter2\", \"a\": 1}",
                "{'api_key': 'hunter2-hunter2'}",
                "API-KEY=hunter2-hunter2",
                "client_secret = hunter2-hunter2",
                "session token: hunter2-hunter2",
                "GET /x?access_token=hunter2-hunter2&page=2",
                "postgres://shop:hunter2-hunter2@db/shop",
                "connecting to redis://:hunter2-hunter2@127.0.0.1:6379/0 failed",
                "Authorization: Basic hunter2-hunter2",
                "authorization: Digest username=\"a\", response=\"hunter2-hunter2\"",
                "Cookie: a=b; sid=hunter2-hunter2",
                "Set-Cookie: sid=hunter2-hunter2; Path=/",
                "sent Bearer hunter2-hunter2 to the server",
                "mysqld --password hunter2-hunter2 --port 3306",
                "mysqld --db-password=hunter2-hunter2",
                "-----BEGIN RSA PRIVATE KEY-----\nhunter2+hunter2\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nhunter2+hunter2",
            })
    void takesOutWhatIsSecretByWhatStandsBeforeIt(String text) {
        String clean = plain.clean(text);

        assertFalse(clean.contains("hunter2"), clean);
        assertTrue(clean.contains(Redaction.MARK), clean);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
                "AKIAIOSFODNN7EXAMPLE",
                "ghp_0123456789abcdefghijABCDEFGHIJ012345",
                "xoxb-123456789012-abcdefghijkl",
                "sk_live_0123456789abcdefghij",
                "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0",
            })
    void takesOutWhatIsSecretByItsShape(String secret) {
        assertEquals("it says " + Redaction.MARK + " here", plain.clean("it says " + secret + " here"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error: listen EADDRINUSE: address already in use 127.0.0.1:8080",
                "http://127.0.0.1:8080/health answered 500",
                "    at Server.setupListenHandle [as _listen2] (node:net:1463:16)",
                "KeyError: 'DATABASE_NAME'",
                "monkey business, passing through, keyboard",
            })
    void leavesAloneWhatIsNone(String text) {
        assertEquals(text, plain.clean(text));
    }

    @Test
    void takesOutKnownValuesWhereverTheyStand() {
        Redaction redaction = Redaction.of(
                List.of(Map.of(
                        "SMTP_PASS", HIDDEN,
                        "DATABASE_URL", "postgres://shop:s3cret/word@db/shop",
                        "NODE_ENV", "production",
                        "SESSION_SECRET", "dev")),
                List.of("Basic c2hvcDpzaG9w"));

        String clean = redaction.clean("tried " + HIDDEN + " in production, s3cret/word, Basic c2hvcDpzaG9w, dev");

        assertEquals("tried ••• in production, s3cret/word, •••, dev", clean);
    }

    @Test
    void showsAnEnvironmentWithoutItsSecrets() {
        assertEquals(
                "API_TOKEN=•••\nDATABASE_URL=postgres://shop:•••@db/shop\nHOLDFAST_TOKEN=x:api:1\nPATH=/bin\n",
                plain.environment(List.of(
                        "PATH=/bin", "API_TOKEN=abc", "DATABASE_URL=postgres://shop:abc@db/shop", "HOLDFAST_TOKEN=x:api:1")));
    }

    @Test
    void showsACommandWithoutItsSecrets() {
        assertEquals(
                "/usr/bin/app --password ••• --port 80 --db=postgres://a:•••@b/c",
                plain.command(List.of("/usr/bin/app", "--password", "with some spaces", "--port", "80", "--db=postgres://a:x@b/c")));
    }

    @Test
    void noTextTakesLong() {
        var evil = new StringBuilder();
        for (String part : List.of("password", "aaaa-----", "x://", "\"token\"", "-p", "eyJ", "a_", "=", " ", "BEGIN PRIVATE KEY")) {
            evil.append(part.repeat(OutputPart.BYTES_MAX / 10 / part.length()));
        }
        long began = System.nanoTime();

        String _ = plain.clean(evil.toString());

        // Some hundred milliseconds; a pattern that tries again from every character would take minutes.
        assertTrue(System.nanoTime() - began < 20_000_000_000L, "took " + (System.nanoTime() - began) + " ns");
    }
}
