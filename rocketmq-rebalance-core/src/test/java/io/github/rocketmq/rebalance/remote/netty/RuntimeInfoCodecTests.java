package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How long a broker has been up, from what it tells of itself. */
class RuntimeInfoCodecTests {

    @Test
    void theUptimeIsReadFromItsText() {
        assertThat(uptime("[ 0 days, 0 hours, 0 minutes, 7 seconds ]")).hasValue(7000);
        assertThat(uptime("[ 2 days, 3 hours, 4 minutes, 5 seconds ]"))
                .hasValue(1000L * (5 + 60 * (4 + 60 * (3 + 24 * 2))));
    }

    @Test
    void anyOtherTextIsNoUptime() {
        assertThat(uptime("")).isEmpty();
        assertThat(uptime("7 seconds")).isEmpty();
        assertThat(uptime("[ 99999999999999999999 days, 0 hours, 0 minutes, 7 seconds ]"))
                .isEmpty();
        assertThat(RuntimeInfoCodec.uptime("{\"table\":{}}".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(RuntimeInfoCodec.uptime("{}".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    private static OptionalLong uptime(String text) {
        String body = "{\"table\":{\"bootTimestamp\":\"1\",\"runtime\":\"" + text + "\"}}";
        return RuntimeInfoCodec.uptime(body.getBytes(StandardCharsets.UTF_8));
    }
}
