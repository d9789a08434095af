package holdfast.driver.rival;

import holdfast.driver.rival.Restart.Keeper;
import holdfast.model.CommandLine;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Watchdogs that people have written for cron and for timers.
final class JobsTest {
    @TempDir
    private Path root;

    private List<Reason> that(Keeper keeper, String name) {
        return that(new Restart.Named(keeper, name));
    }

    private List<Reason> that(Restart restart) {
        return new Jobs(root, new UnitFiles(root)).that(restart);
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<Reason> job(String source, String words, String name) {
        return List.of(Reason.of("driver.rival.job", source, words, name));
    }

    @Test
    void aCronLineThatRestartsAUnitIsFoundByEveryNameTheUnitHas() throws IOException {
        file("etc/cron.d/watch", "SHELL=/bin/sh\n# comment\n* * * * * root systemctl is-active web || systemctl restart web\n");

        assertEquals(job("/etc/cron.d/watch", "systemctl restart web", "web.service"), that(Keeper.SYSTEMD, "web.service"));
        assertEquals(List.of(), that(Keeper.SYSTEMD, "webshop.service"));
        assertEquals(List.of(), that(Keeper.PM2, "web"));
    }

    @Test
    void serviceAndInitScriptsMeanTheUnitAsWell() throws IOException {
        file("etc/crontab", "*/5 * * * * root service nginx restart\n*/5 * * * * root /etc/init.d/redis start > /dev/null\n");

        assertEquals(1, that(Keeper.SYSTEMD, "nginx.service").size());
        assertEquals(1, that(Keeper.SYSTEMD, "redis.service").size());
    }

    @Test
    void theScriptThatALineRunsIsReadWithItsVariables() throws IOException {
        file("srv/shop/health.sh", """
                #!/bin/bash
                APP_NAME="${APP_NAME:-shop}"
                CONTAINER=shop-web
                if ! curl -fs http://127.0.0.1:3000/health; then
                    # pm2 restart other
                    pm2 restart "$APP_NAME" --update-env
                    docker restart -t 5 "${CONTAINER}" && echo done
                fi
                """);
        file("var/spool/cron/crontabs/deploy", "*/2 * * * * cd /srv/shop && ./health.sh >> health.log 2>&1\n");

        assertEquals(
                job("/var/spool/cron/crontabs/deploy", "pm2 restart \"shop\" --update-env", "shop"),
                that(Keeper.PM2, "shop"));
        assertEquals(1, that(Keeper.DOCKER, "shop-web").size());
        assertEquals(List.of(), that(Keeper.PM2, "other"), "a comment");
    }

    @Test
    void allMeansEveryAppOfPm2() throws IOException {
        file("etc/cron.hourly/pm2", "#!/bin/sh\npm2 restart all\n");

        assertEquals(job("/etc/cron.hourly/pm2", "pm2 restart all", "shop"), that(Keeper.PM2, "shop"));
    }

    @Test
    void aComposeServiceIsFoundHoweverComposeIsCalled() throws IOException {
        file("etc/cron.d/a", "* * * * * root docker compose -f /srv/compose.yml restart worker\n");
        file("etc/cron.d/b", "* * * * * root docker-compose up -d worker\n");

        assertEquals(2, that(Keeper.COMPOSE, "worker").size());
        assertEquals(List.of(), that(Keeper.COMPOSE, "work"));
    }

    @Test
    void whatHappensOnceADayIsNoWatchdog() throws IOException {
        file("etc/crontab", "0 3 * * * root systemctl restart web\n@daily root systemctl restart web\n@reboot root systemctl start web\n");

        assertEquals(List.of(), that(Keeper.SYSTEMD, "web.service"));
    }

    @Test
    void aTimerThatIsEnabledIsFollowedToItsScript() throws IOException {
        file("etc/systemd/system/watch.timer", "[Timer]\nOnUnitActiveSec=1min\nUnit=look.service\n");
        file("etc/systemd/system/look.service", "[Service]\nExecStart=/usr/local/bin/look.sh\n");
        file("usr/local/bin/look.sh", "#!/bin/sh\nsystemctl --quiet restart web.service\n");
        assertEquals(List.of(), that(Keeper.SYSTEMD, "web.service"), "not enabled");

        file("etc/systemd/system/timers.target.wants/watch.timer", "");

        assertEquals(
                job("/etc/systemd/system/watch.timer", "systemctl --quiet restart web.service", "web.service"),
                that(Keeper.SYSTEMD, "web.service"));
        file("etc/systemd/system/watch.timer", "[Timer]\nOnCalendar=daily\nUnit=look.service\n");
        assertEquals(List.of(), that(Keeper.SYSTEMD, "web.service"), "once a day");
        file("etc/systemd/system/watch.timer", "[Timer]\nOnCalendar=*:0/5\nUnit=look.service\n");
        assertEquals(1, that(Keeper.SYSTEMD, "web.service").size());
    }

    @Test
    void theOwnersOwnStartCommandIsFound() throws IOException {
        file("etc/cron.d/legacy", "* * * * * legacy /srv/legacy/legacy.sh start\n");
        var start = new CommandLine(List.of("./legacy.sh", "start"), "/srv/legacy", Optional.empty(), Map.of(), 1);

        assertEquals(1, that(new Restart.Command(start, new ServiceId("legacy"))).size());
    }

    @Test
    void whatIsNotThereOrNotTextTellsNothing() throws IOException {
        file("etc/cron.d/binary", "* * * * * root /bin/tool\n\0systemctl restart web\n");

        assertEquals(List.of(), that(Keeper.SYSTEMD, "web.service"));
    }
}
