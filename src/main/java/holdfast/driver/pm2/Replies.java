package holdfast.driver.pm2;

import io.avaje.json.JsonException;
import io.avaje.json.JsonReader;
import io.avaje.json.stream.JsonStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads what PM2 says. Of an app, only the fields named here are ever kept: the rest holds its environment, and with it secrets.
final class Replies {
    private static final JsonStream STREAM = JsonStream.builder().build();

    /// `max_restarts` where an app does not set it, God.js.
    private static final long FAILURES_MOST = 16;

    static final Set<String> FIELDS = Set.of(
            "name",
            "namespace",
            "status",
            "restart_time",
            "exit_code",
            "created_at",
            "autorestart",
            "stop_exit_codes",
            "restart_delay",
            "exp_backoff_restart_delay",
            "prev_restart_delay",
            "unique_id",
            "pmx_module",
            "pm_out_log_path",
            "pm_err_log_path",
            "pm_cwd",
            "pm_log_path",
            "pm_pid_path",
            "exec_mode",
            "max_restarts",
            "pm_id",
            "pid",
            "PATH");

    private Replies() {}

    /// PM2 answered something that is no list of apps.
    static final class Unclear extends Exception {
        private static final long serialVersionUID = 1L;

        Unclear(String message) {
            super(message, null, false, false);
        }
    }

    /// What PM2 tells on its own of one app.
    ///
    /// @param kind `exit`, `online`, `restart`, `stop`, `delete`, `start`, `restart overlimit`, …
    /// @param isByHand somebody asked for it on the command line
    /// @param app without a pid
    record News(String kind, boolean isByHand, App app) {}

    /// The error of an answer, if it is one.
    static Optional<String> error(byte[] answer) {
        // Errors are short, and results can be long: only what begins like one is read.
        String begin = new String(answer, 0, Math.min(answer.length, 12), StandardCharsets.UTF_8);
        if (!begin.startsWith("{\"error\"")) {
            return Optional.empty();
        }
        try (JsonReader reader = STREAM.reader(answer)) {
            return Optional.of(Optional.ofNullable(flat(reader, Set.of("error")).get("error")).orElse("?"));
        } catch (JsonException malformed) {
            return Optional.of("?");
        }
    }

    /// The apps of an answer to `getMonitorData`, by id.
    static List<App> apps(byte[] answer) throws Unclear {
        var apps = new ArrayList<App>();
        try (JsonReader reader = STREAM.reader(answer)) {
            reader.beginObject();
            while (reader.hasNextField()) {
                if (!reader.nextField().equals("args")) {
                    reader.skipValue();
                    continue;
                }
                reader.beginArray();
                for (boolean isFirst = true; reader.hasNextElement(); isFirst = false) {
                    if (isFirst) {
                        list(reader, apps);
                    } else {
                        reader.skipValue();
                    }
                }
                reader.endArray();
            }
            reader.endObject();
        } catch (JsonException | NumberFormatException malformed) {
            throw new Unclear(String.valueOf(malformed.getMessage()));
        }
        apps.sort((one, other) -> Long.compare(one.id(), other.id()));
        return List.copyOf(apps);
    }

    /// A `process:event`. Empty when it is of an app that is being replaced: PM2 parks it under `_old_ID`.
    static Optional<News> news(byte[] event) throws Unclear {
        String kind = "";
        boolean isByHand = false;
        Map<String, String> fields = Map.of();
        try (JsonReader reader = STREAM.reader(event)) {
            reader.beginObject();
            while (reader.hasNextField()) {
                switch (reader.nextField()) {
                    case "event" -> kind = reader.readString();
                    case "manually" -> isByHand = reader.readBoolean();
                    case "process" -> fields = flat(reader, FIELDS);
                    default -> reader.skipValue();
                }
            }
            reader.endObject();
            return isNumbered(fields) ? Optional.of(new News(kind, isByHand, app(fields))) : Optional.empty();
        } catch (JsonException | NumberFormatException malformed) {
            throw new Unclear(String.valueOf(malformed.getMessage()));
        }
    }

    private static void list(JsonReader reader, List<App> apps) {
        reader.beginArray();
        while (reader.hasNextElement()) {
            var fields = new HashMap<String, String>();
            reader.beginObject();
            while (reader.hasNextField()) {
                String name = reader.nextField();
                if (name.equals("pm2_env")) {
                    flat(reader, FIELDS).forEach(fields::putIfAbsent);
                } else if (name.equals("pid") || name.equals("pm_id")) {
                    scalar(reader).ifPresent(value -> fields.put(name, value));
                } else {
                    reader.skipValue();
                }
            }
            reader.endObject();
            if (isNumbered(fields)) {
                apps.add(app(fields));
            }
        }
        reader.endArray();
    }

    private static boolean isNumbered(Map<String, String> fields) {
        return fields.getOrDefault("pm_id", "").matches("[0-9]{1,9}");
    }

    static App app(Map<String, String> fields) {
        String delay = Stream.of("prev_restart_delay", "exp_backoff_restart_delay", "restart_delay")
                .map(key -> fields.getOrDefault(key, "0"))
                .filter(value -> value.matches("[1-9][0-9]{0,8}"))
                .findFirst()
                .orElse("0");
        String both = fields.getOrDefault("pm_log_path", "");
        return new App(
                Long.parseLong(fields.getOrDefault("pm_id", "0")),
                fields.getOrDefault("name", ""),
                fields.getOrDefault("namespace", "default"),
                App.Status.of(fields.getOrDefault("status", "")),
                Long.parseLong(fields.getOrDefault("pid", "0")),
                Long.parseLong(fields.getOrDefault("restart_time", "0")),
                Optional.ofNullable(fields.get("exit_code")).map(Integer::valueOf),
                fields.containsKey("created_at"),
                !fields.getOrDefault("autorestart", "true").equals("false"),
                Stream.of(fields.getOrDefault("stop_exit_codes", "").split(",", -1))
                        .filter(code -> code.matches("[0-9]{1,3}"))
                        .map(Integer::valueOf)
                        .toList(),
                Long.parseLong(delay),
                fields.getOrDefault("unique_id", ""),
                fields.getOrDefault("pmx_module", "false").equals("true"),
                fields.getOrDefault("exec_mode", "").equals("cluster_mode"),
                Optional.of(fields.getOrDefault("max_restarts", ""))
                        .filter(value -> value.matches("[0-9]{1,9}"))
                        .map(Long::valueOf)
                        .orElse(FAILURES_MOST),
                new App.Files(
                        fields.getOrDefault("pm_out_log_path", both),
                        fields.getOrDefault("pm_err_log_path", both),
                        fields.getOrDefault("pm_pid_path", ""),
                        fields.getOrDefault("pm_cwd", "")));
    }

    /// The wanted fields of an object as text, lists of scalars joined by commas; those that are null or objects are left out.
    static Map<String, String> flat(JsonReader reader, Set<String> wanted) {
        var fields = new HashMap<String, String>();
        reader.beginObject();
        while (reader.hasNextField()) {
            String name = reader.nextField();
            if (wanted.contains(name)) {
                scalar(reader).ifPresent(value -> fields.put(name, value));
            } else {
                reader.skipValue();
            }
        }
        reader.endObject();
        return fields;
    }

    private static Optional<String> scalar(JsonReader reader) {
        return switch (reader.currentToken()) {
            case STRING -> Optional.of(reader.readString());
            case NUMBER -> Optional.of(reader.readDecimal().toPlainString());
            case BOOLEAN -> Optional.of(Boolean.toString(reader.readBoolean()));
            case BEGIN_ARRAY -> {
                var items = new ArrayList<String>();
                reader.beginArray();
                while (reader.hasNextElement()) {
                    scalar(reader).ifPresent(items::add);
                }
                reader.endArray();
                yield Optional.of(String.join(",", items));
            }
            case BEGIN_OBJECT, NULL -> {
                reader.skipValue();
                yield Optional.empty();
            }
        };
    }
}
