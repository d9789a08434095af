package holdfast.driver.pm2;

import holdfast.driver.pm2.App.Status;
import holdfast.driver.pm2.Replies.News;
import holdfast.driver.pm2.Replies.Unclear;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class RepliesTest {
    @Test
    void readsAnAppAndNothingOfItsEnvironment() throws Unclear {
        List<App> apps = Replies.apps(bytes("""
                {"args":[[{"pid":4711,"name":"api @ 東京","pm2_env":{"name":"api @ 東京","namespace":"shop",
                "env":{"PASSWORD":"secret","status":"hacked"},"PASSWORD":"secret","status":"online","restart_time":3,
                "exit_code":137,"created_at":1795256996101,"autorestart":true,"stop_exit_codes":[0,"143"],
                "restart_delay":"250","unique_id":"u-1","pm_out_log_path":"/l/out","pm_err_log_path":"/l/err","pm_pid_path":"/p/api-7.pid",
                "exec_mode":"cluster_mode","max_restarts":5,
                "axm_monitor":{"a":{"value":[1,{"b":2}]}},"pm_id":7},"pm_id":7,"monit":{"memory":1,"cpu":0.5}}],{"more":1}]}
                """));

        assertEquals(
                List.of(new App(
                        7,
                        "api @ 東京",
                        "shop",
                        Status.ONLINE,
                        4711,
                        3,
                        Optional.of(137),
                        true,
                        true,
                        List.of(0, 143),
                        250,
                        "u-1",
                        false,
                        true,
                        5,
                        new App.Files("/l/out", "/l/err", "/p/api-7.pid"))),
                apps);
        assertFalse(apps.toString().contains("secret"));
    }

    @Test
    void sortsByNumberAndLeavesOutWhatIsBeingReplaced() throws Unclear {
        List<App> apps = Replies.apps(bytes("""
                {"args":[[{"pid":1,"pm2_env":{"status":"online"},"pm_id":10},{"pid":2,"pm2_env":{},"pm_id":"_old_9"},
                {"pid":3,"pm2_env":{"status":"errored","autorestart":"false","created_at":null},"pm_id":9}]]}"""));

        assertEquals(List.of(9L, 10L), apps.stream().map(App::id).toList());
        assertFalse(apps.getFirst().isGuarded());
        assertFalse(apps.getFirst().isRevived());
    }

    @Test
    void theDelayIsTheOneInForce() throws Unclear {
        assertEquals(0, delay("\"restart_delay\":0"));
        assertEquals(300, delay("\"restart_delay\":300"));
        assertEquals(100, delay("\"exp_backoff_restart_delay\":100,\"prev_restart_delay\":0"));
        assertEquals(506, delay("\"exp_backoff_restart_delay\":100,\"prev_restart_delay\":506"));
    }

    @Test
    void readsNews() throws Unclear {
        News news = Replies.news(bytes("""
                        {"event":"restart overlimit","manually":false,"process":{"pm_id":5,"name":"bad","status":"errored",
                        "created_at":1},"at":1795256996101}"""))
                .orElseThrow();

        assertEquals("restart overlimit", news.kind());
        assertFalse(news.isByHand());
        assertEquals(Status.ERRORED, news.app().status());
        assertTrue(Replies.news(bytes("{\"event\":\"exit\",\"process\":{\"pm_id\":\"_old_5\"}}")).isEmpty());
    }

    @Test
    void tellsErrorsFromResults() {
        assertEquals(Optional.of("9 id unknown"), Replies.error(bytes("{\"error\":\"9 id unknown\",\"stack\":\"Error: …\"}")));
        assertEquals(Optional.empty(), Replies.error(bytes("{\"args\":[{\"error\":true}]}")));
    }

    @Test
    void saysOfGarbageThatItIsUnclear() {
        for (String garbage : List.of("", "[]", "{\"args\":[[{\"pm_id\":", "{\"args\":7}", "{\"args\":[[{\"pm_id\":1,\"pid\":\"x\"}]]}")) {
            assertThrows(Unclear.class, () -> Replies.apps(bytes(garbage)), garbage);
        }
    }

    private static long delay(String fields) throws Unclear {
        return Replies.apps(bytes("{\"args\":[[{\"pid\":1,\"pm2_env\":{" + fields + "},\"pm_id\":1}]]}"))
                .getFirst()
                .delayMillis();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
