package io.github.rocketmq.rebalance.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TagFilterTests {

    /** Of few letters, so that equal tags, equal hashes (Aa, BB) and equal beginnings are common. */
    private static final List<String> PIECES =
            List.of("A", "a", "B", "AaBB", "BBAa", " ", "\t", "\u00a0", "\u00e9", "\ufffd", "\ud83d\ude00");

    @Test
    void bytesAreAnsweredAsTheSubscriptionAnswersTheirText() {
        Random random = new Random(11);
        int accepted = 0;
        for (int run = 0; run < 20_000; run++) {
            Subscription subscription = subscription(random);
            byte[] bytes = bytes(random);
            int from = random.nextInt(3);
            byte[] padded = new byte[bytes.length + 5];
            Arrays.fill(padded, (byte) 'a');
            System.arraycopy(bytes, 0, padded, from, bytes.length);
            String text = new String(bytes, StandardCharsets.UTF_8);

            boolean answer = TagFilter.of(subscription).accepts(padded, from, from + bytes.length);

            assertThat(answer).as("%s, tag '%s'", subscription, text).isEqualTo(subscription.accepts(text));
            accepted += answer ? 1 : 0;
        }
        assertThat(accepted).isBetween(2_000, 18_000);
    }

    @Test
    void aMessageThatKnowsNoBytesIsAskedForItsTag() {
        TagFilter filter = TagFilter.of(Subscription.tags("orders", "paid"));
        Message untagged = new StubMessage(new MessageQueue("orders", "broker-a", 0), 1, 100);

        assertThat(filter.acceptsAll()).isFalse();
        assertThat(filter.accepts(untagged)).isFalse();
        assertThat(TagFilter.of(Subscription.all("orders")).accepts(untagged)).isTrue();
        assertThat(TagFilter.of(Subscription.sql92("orders", "a > 1")).accepts(untagged))
                .isTrue();
    }

    private static Subscription subscription(Random random) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return Subscription.all("orders");
        }
        if (kind == 1) {
            return Subscription.sql92("orders", "a > 1");
        }
        return Subscription.tags(
                "orders",
                IntStream.rangeClosed(0, random.nextInt(4))
                        .mapToObj(i -> "A" + tag(random))
                        .collect(Collectors.joining("||")));
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = ((random.nextInt(4) == 0 ? "" : "A") + tag(random)).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static String tag(Random random) {
        return IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                .collect(Collectors.joining());
    }
}
