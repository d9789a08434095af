package holdfast.daemon;

import holdfast.config.Configuration.OwnLog;
import holdfast.model.Reason;
import holdfast.text.FactLines;
import holdfast.text.Texts;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.tinylog.Logger;
import org.tinylog.configuration.Configuration;

/// Holdfast's own log: one readable line for each fact and each note, in a rolling file. `holdfast.log` is a link to the newest
/// piece, `holdfast.0.log` and so on; see [LogPlace] for what was there before.
///
/// Threading: one, the herald's.
public final class LogFile implements Consumer<Progress> {
    private final Texts texts;
    private final FactLines lines;

    private LogFile(Texts texts) {
        this.texts = texts;
        this.lines = new FactLines(texts);
    }

    /// Must come before anything logs: tinylog reads its configuration once. Without effect after that.
    public static LogFile open(OwnLog log, Texts texts) {
        var file = new LogFile(texts);
        if (!Configuration.isFrozen()) {
            LogPlace.Found found = LogPlace.prepare(log.file());
            Configuration.replace(found instanceof LogPlace.Found.Kept ? plain(log) : rolling(log));
            if (found instanceof LogPlace.Found.Cleared(Path aside)) {
                file.write(FactLines.Level.WARN, texts.say("daemon.log.moved-aside", log.file(), aside));
            }
        }
        return file;
    }

    private static Map<String, String> rolling(OwnLog log) {
        String path = log.file().toString();
        Map<String, String> settings = common();
        settings.put("writer", "rolling file");
        settings.put("writer.file", LogPlace.piece(path, "{count}"));
        settings.put("writer.latest", path);
        settings.put("writer.policies", "size: " + log.keeping().bytes());
        // The piece being written counts as a backup, too.
        settings.put("writer.backups", String.valueOf(log.keeping().keep() + 1));
        return settings;
    }

    private static Map<String, String> plain(OwnLog log) {
        Map<String, String> settings = common();
        settings.put("writer", "file");
        settings.put("writer.file", log.file().toString());
        settings.put("writer.append", "true");
        return settings;
    }

    private static Map<String, String> common() {
        var settings = new HashMap<String, String>();
        settings.put("level", "info");
        settings.put("level@org.sqlite", "warn");
        settings.put("writer.format", "{date: yyyy-MM-dd HH:mm:ss} [{tag: SYSTEM}] {message}");
        settings.put("writer.charset", "UTF-8");
        return settings;
    }

    @Override
    public void accept(Progress progress) {
        switch (progress) {
            case Progress.Happened happened -> {
                FactLines.Line line = lines.line(happened.fact());
                write(line.level(), line.words());
            }
            case Progress.Noted noted -> write(level(noted.note()), say(noted.reasons()));
            case Progress.Probed _ -> {} // the facts tell what matters of them
        }
    }

    private String say(List<Reason> reasons) {
        return reasons.stream().map(texts::say).collect(Collectors.joining(" "));
    }

    private static FactLines.Level level(Progress.Note note) {
        return switch (note) {
            case INFO -> FactLines.Level.INFO;
            case WARNING -> FactLines.Level.WARN;
            case ERROR -> FactLines.Level.ERROR;
        };
    }

    /// A line of somebody else's.
    public void write(FactLines.Level level, String words) {
        var logger = Logger.tag(level.name());
        switch (level) {
            case INFO, SUCCESS -> logger.info((Object) words);
            case WARN -> logger.warn((Object) words);
            case ERROR -> logger.error((Object) words);
        }
    }
}
