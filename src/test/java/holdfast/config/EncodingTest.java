package holdfast.config;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Files in another encoding than UTF-8, and how the text of one begins and ends its lines.
final class EncodingTest {
    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() {
        reads = new Reads(directory);
    }

    private List<String> bytes(byte[] bytes) throws IOException {
        Files.write(directory.resolve("b.yaml"), bytes);
        return ConfigurationFile.load(Path.of("b.yaml"), reads.around()) instanceof Reading.Refused(List<Problem> problems, _)
                ? Reads.said(problems)
                : List.of();
    }

    @Test
    void invalidUtf8IsFoundByLineAndColumn() throws IOException {
        byte[] bytes = "services:\n  web: { run: \u00e9x }\n".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 4] = (byte) 0xE9;

        assertEquals(List.of("b.yaml:2:16: byte 0xE9 is not valid UTF-8 (save the file as UTF-8)"), bytes(bytes));
    }

    @Test
    void bytesThatAreNoUtf8HideNothingElse() throws IOException {
        String latin1 = """
                # caf\u00e9
                services:
                  w\u00eb: { run: a }
                  api:
                    run: caf\u00e9 \u00e9
                    prot: 80   # \u00e9
                    needs: [w\u00ebb, other]
                  db:
                    run: b
                    env: a: \u00e9
                    every: \u00e9
                """;

        assertEquals(
                List.of(
                        "b.yaml:1:6: byte 0xE9 is not valid UTF-8 (save the file as UTF-8)",
                        "b.yaml:3:4: byte 0xEB is not valid UTF-8 (save the file as UTF-8)",
                        "b.yaml:5:13: byte 0xE9 is not valid UTF-8 (save the file as UTF-8)",
                        "b.yaml:6:5: unknown key 'prot' (did you mean 'port'?)",
                        "b.yaml:6:18: byte 0xE9 is not valid UTF-8 (save the file as UTF-8)",
                        "b.yaml:7:14: byte 0xEB is not valid UTF-8 (save the file as UTF-8)",
                        "b.yaml:7:18: there is no service 'other' (describe it under services:, or remove it here)",
                        "b.yaml:10:11: a second colon in this line, or a line that is indented too far"
                                + " (put the value into quotes if it contains a colon and a blank; otherwise align the line with its neighbours)",
                        "b.yaml:10:13: byte 0xE9 is not valid UTF-8 (save the file as UTF-8)",
                        "b.yaml:11:12: byte 0xE9 is not valid UTF-8 (save the file as UTF-8)"),
                bytes(latin1.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void columnsAfterAByteOrderMarkAndWideCharactersAreThoseThatEditorsShow() throws IOException {
        byte[] bytes = "\uFEFF# \uD83D\uDE00 x\nservices: { web: { run: a } }".getBytes(StandardCharsets.UTF_8);
        bytes[10] = (byte) 0xC0;

        assertEquals(List.of("b.yaml:1:5: byte 0xC0 is not valid UTF-8 (save the file as UTF-8)"), bytes(bytes));
    }

    @Test
    void aFileInAnotherEncodingThroughoutIsToldBriefly() throws IOException {
        List<String> said = bytes(("# \u00e9\n".repeat(1_000_000) + "services: { web: { rnu: a } }").getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(Utf8.LINES + 3, said.size(), said.toString());
        assertEquals("b.yaml:21:3: further lines with bytes that are not valid UTF-8: 999980; the first of them is here (save the file as UTF-8)", said.get(Utf8.LINES));
        assertTrue(said.getLast().contains("unknown key 'rnu' (did you mean 'run'?)"), said.getLast());
    }

    @Test
    void utf16IsNamedAndReadAllTheSame() throws IOException {
        for (String order : List.of("UTF-16LE", "UTF-16BE")) {
            assertEquals(
                    List.of("b.yaml:1:1: the file is UTF-16 (save it as UTF-8)", "b.yaml:3:5: unknown key 'prot' (did you mean 'port'?)"),
                    bytes("\uFEFFservices:\r\n  web:\r\n    prot: 1\r\n    run: a\r\n".getBytes(Charset.forName(order))));
        }
    }

    @Test
    void anEnvFileThatIsNoUtf8IsToldAsWell() throws IOException {
        Files.write(directory.resolve("a.env"), "NAME=caf\u00e9\nwrong\n".getBytes(StandardCharsets.ISO_8859_1));
        List<String> said = reads.badSaid("services: { web: { run: a, env_file: a.env, prot: 1 } }");

        assertEquals(3, said.size(), said.toString());
        assertTrue(said.get(0).contains("unknown key 'prot'"), said.toString());
        assertTrue(said.get(1).contains("a.env:1:9: byte 0xE9"), said.toString());
        assertTrue(said.get(2).contains("a.env:2:1: this line is not NAME=value"), said.toString());
    }

    @Test
    void byteOrderMarkIsNoPartOfTheText() throws IOException {
        assertEquals(List.of(), bytes("\uFEFFservices: { web: { run: a } }".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void windowsLineEndsAreFine() throws IOException {
        assertEquals(List.of(), bytes("services:\r\n  web:\r\n    run: a\r\n".getBytes(StandardCharsets.UTF_8)));
    }
}
