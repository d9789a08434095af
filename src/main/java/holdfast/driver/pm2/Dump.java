package holdfast.driver.pm2;

import io.avaje.json.JsonException;
import io.avaje.json.JsonReader;
import io.avaje.json.stream.JsonStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What `pm2 save` wrote down: the apps that `pm2 resurrect` starts.
final class Dump {
    private static final JsonStream STREAM = JsonStream.builder().build();
    private static final int BYTES_MOST = Amp.MESSAGE_BYTES;

    private Dump() {}

    /// @param app as it was when it was saved; pid and id mean nothing any more
    /// @param json the whole of it, as PM2 wants it back; holds its environment
    /// @param path where the programs of the person were looked for who started it, PM2 and Node among them
    record Saved(App app, String json, Optional<String> path) {
        @Override
        public String toString() {
            return "Saved[" + app.name() + "]";
        }
    }

    /// Empty when nothing was saved, or nothing that can be read.
    static List<Saved> read(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > BYTES_MOST) {
                return List.of();
            }
            return parse(Files.readAllBytes(file));
        } catch (IOException | JsonException | NumberFormatException unreadable) {
            // PM2 cannot restore it either.
            return List.of();
        }
    }

    static List<Saved> parse(byte[] json) {
        var saved = new ArrayList<Saved>();
        try (JsonReader reader = STREAM.reader(json)) {
            reader.beginArray();
            while (reader.hasNextElement()) {
                String raw = reader.readRaw();
                try (JsonReader one = STREAM.reader(raw)) {
                    var fields = Replies.flat(one, Replies.FIELDS);
                    saved.add(new Saved(Replies.app(fields), raw, Optional.ofNullable(fields.get("PATH"))));
                }
            }
            reader.endArray();
        }
        return List.copyOf(saved);
    }

    /// Marks of all saved apps.
    static Set<String> marks(List<Saved> saved) {
        return saved.stream()
                .map(one -> one.app().mark())
                .filter(mark -> !mark.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
