package holdfast.evidence;

import holdfast.model.CheckSpec;
import holdfast.model.DriverSpec;
import holdfast.model.Question;
import holdfast.model.Secret;
import holdfast.model.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects what is known to be secret of a service: out of its configuration, and out of the environment that it runs with.
public final class Secrets {
    private Secrets() {}

    /// @param environment `NAME=value` each, as the main process has it
    public static Redaction of(ServiceSpec service, List<String> environment) {
        var settings = new ArrayList<Map<String, String>>();
        var secrets = new ArrayList<String>();
        settings.add(settings(environment));
        switch (service.driver()) {
            case DriverSpec.Run run -> settings.add(run.environment());
            case DriverSpec.Commands commands -> {
                settings.add(commands.start().environment());
                settings.add(commands.stop().environment());
            }
            case DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Watch _ -> {}
        }
        service.ladder().repair().ifPresent(command -> settings.add(command.environment()));
        for (CheckSpec check : service.checks()) {
            switch (check.question()) {
                case Question.Http http -> {
                    settings.add(http.headers());
                    settings.add(Map.of("url", http.url()));
                    http.authorization().map(Secret::value).ifPresent(secrets::add);
                }
                case Question.Postgres postgres -> postgres.password().map(Secret::value).ifPresent(secrets::add);
                case Question.Redis redis -> redis.password().map(Secret::value).ifPresent(secrets::add);
                case Question _ -> {} // asks without a secret
            }
        }
        return Redaction.of(settings, secrets);
    }

    private static Map<String, String> settings(List<String> environment) {
        var settings = new HashMap<String, String>();
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                settings.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return settings;
    }
}
