package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.wire.BodyCodec;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What brokers tell of themselves: a table of texts, of which {@code runtime} is {@code [ 0 days, 1 hours, 2 minutes, 3
 * seconds ]} since the message store was opened (StoreStatsService, 4.x and 5.x). Unlike {@code bootTimestamp} it does not
 * depend on whose clock is right.
 */
final class RuntimeInfoCodec {

    private static final Pattern UPTIME =
            Pattern.compile("\\[ (\\d{1,6}) days, (\\d{1,2}) hours, (\\d{1,2}) minutes, (\\d{1,2}) seconds \\]");

    private RuntimeInfoCodec() {}

    /** Milliseconds, to the second; empty if the broker does not say. */
    static OptionalLong uptime(byte[] body) {
        JsonNode text = BodyCodec.read(body).path("table").path("runtime");
        Matcher matcher = UPTIME.matcher(text.asString(""));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long hours = TimeUnit.DAYS.toHours(number(matcher, 1)) + number(matcher, 2);
        long seconds =
                TimeUnit.HOURS.toSeconds(hours) + TimeUnit.MINUTES.toSeconds(number(matcher, 3)) + number(matcher, 4);
        return OptionalLong.of(TimeUnit.SECONDS.toMillis(seconds));
    }

    private static long number(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group));
    }
}
