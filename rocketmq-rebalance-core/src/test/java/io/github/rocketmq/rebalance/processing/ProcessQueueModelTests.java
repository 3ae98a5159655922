package io.github.rocketmq.rebalance.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Does the same random things to a {@link ProcessQueue} and to a sorted map, and compares after each. */
class ProcessQueueModelTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 3);
    private static final int STEPS = 20_000;
    // An abandoned message holds the window's head for good, so this comes last.
    private static final int STEPS_WITHOUT_ABANDONING = 19_500;

    private enum Stage {
        WAITING,
        HELD,
        RUNNING,
        ABANDONED
    }

    private record Entry(Stage stage, int bytes) {
        Entry in(Stage next) {
            return new Entry(next, bytes);
        }
    }

    private final ProcessQueue queue = new ProcessQueue(QUEUE, 0);
    private final Map<Long, Delivery> deliveries = new TreeMap<>();

    // What the queue should hold: everything admitted that is not completed.
    private final TreeMap<Long, Entry> expected = new TreeMap<>();
    private long expectedNext;
    private long newest;
    // The offset that was taken last; -1 once taking begins anew.
    private long cursor = -1;
    private boolean leased = true;
    private @Nullable FlowControl awaited;
    private boolean revoked;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 42, 20_261_121})
    void agreesWithASortedMap(long seed) {
        Random random = new Random(seed);
        int step = 0;
        try {
            for (; step < STEPS; step++) {
                act(random, step >= STEPS_WITHOUT_ABANDONING);
                compare();
            }
            revoke();
            compare();
            for (; count(Stage.RUNNING) > 0; step++) {
                end(random, true);
                compare();
            }
            assertThat(queue.drained()).isTrue();
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ", step " + step, e);
        }
    }

    private void act(Random random, boolean mayAbandon) {
        int dice = random.nextInt(100);
        if (dice < 12) {
            admit(random);
        } else if (dice < 40) {
            take();
        } else if (dice < 66) {
            start(random);
        } else if (dice < 92) {
            end(random, mayAbandon);
        } else if (dice < 95) {
            putBack(random);
        } else if (dice < 98) {
            leased = random.nextInt(4) > 0;
            queue.startableUntil(leased ? 100 : 0);
            cursor = -1;
        } else {
            awaited = new FlowControl(1 + random.nextInt(100), 1 + random.nextInt(50_000), 1);
            queue.awaitRoom(awaited);
        }
    }

    private void admit(Random random) {
        if (expected.size() > 300) {
            return;
        }
        long offset = Math.max(0, expectedNext - (random.nextInt(5) == 0 ? random.nextInt(20) : 0));
        List<Message> messages = new ArrayList<>();
        for (int i = random.nextInt(33); i > 0; i--) {
            StubMessage message = new StubMessage(QUEUE, offset, 1 + random.nextInt(1_000));
            messages.add(message);
            if (offset >= expectedNext) {
                expected.put(offset, new Entry(Stage.WAITING, message.storeSize()));
                newest = offset;
            }
            offset += 1 + random.nextInt(3);
        }
        queue.admit(messages, offset);
        expectedNext = Math.max(expectedNext, offset);
    }

    private void take() {
        Delivery taken = queue.take();
        Long oldest = entries(Stage.WAITING)
                .map(Map.Entry::getKey)
                .filter(offset -> offset > cursor)
                .findFirst()
                .orElse(null);
        assertThat(taken == null ? null : Long.valueOf(taken.offset())).isEqualTo(oldest);
        if (taken != null) {
            assertThat(taken.message().queueOffset()).isEqualTo(taken.offset());
            deliveries.put(taken.offset(), taken);
            move(taken.offset(), Stage.HELD);
            cursor = taken.offset();
        }
    }

    private void start(Random random) {
        Long offset = any(random, Stage.HELD);
        if (offset != null) {
            assertThat(delivery(offset).tryStart(50)).isEqualTo(leased);
            move(offset, leased ? Stage.RUNNING : Stage.WAITING);
        }
    }

    private void end(Random random, boolean mayAbandon) {
        Long offset = any(random, Stage.RUNNING);
        if (offset == null) {
            return;
        }
        boolean lastOfRevoked = revoked && count(Stage.RUNNING) == 1;
        if (mayAbandon && random.nextInt(20) == 0) {
            assertThat(delivery(offset).abandon()).isEqualTo(lastOfRevoked);
            move(offset, Stage.ABANDONED);
        } else {
            expected.remove(offset);
            boolean room = awaited != null
                    && cached().count() < awaited.maxMessages()
                    && cached().mapToLong(Entry::bytes).sum() < awaited.maxBytes();
            assertThat(delivery(offset).complete()).isEqualTo(lastOfRevoked || room);
            awaited = room ? null : awaited;
        }
    }

    private void putBack(Random random) {
        Long offset = any(random, Stage.HELD);
        if (offset != null) {
            queue.putBack(delivery(offset));
            move(offset, Stage.WAITING);
            cursor = -1;
        }
    }

    private void revoke() {
        queue.revoke();
        revoked = true;
        awaited = null;
        entries(Stage.HELD).forEach(entry -> assertThat(delivery(entry.getKey()).tryStart(50))
                .isFalse());
    }

    private void compare() {
        assertThat(List.of(
                        queue.nextOffset(),
                        queue.committableOffset(),
                        queue.offsetSpan(),
                        (long) queue.running(),
                        (long) queue.cachedMessages(),
                        queue.cachedBytes()))
                .as("next, committable, span, running, messages, bytes")
                .containsExactly(
                        expectedNext,
                        expected.isEmpty() ? expectedNext : expected.firstKey(),
                        expected.isEmpty() ? 0 : newest - expected.firstKey(),
                        count(Stage.RUNNING),
                        cached().count(),
                        cached().mapToLong(Entry::bytes).sum());
    }

    private Stream<Entry> cached() {
        return expected.values().stream()
                .filter(entry -> !revoked || entry.stage() == Stage.RUNNING || entry.stage() == Stage.ABANDONED);
    }

    private void move(long offset, Stage stage) {
        expected.computeIfPresent(offset, (key, entry) -> entry.in(stage));
    }

    private Delivery delivery(long offset) {
        Delivery delivery = deliveries.get(offset);
        assertThat(delivery).isNotNull();
        return delivery;
    }

    private Stream<Map.Entry<Long, Entry>> entries(Stage stage) {
        return expected.entrySet().stream().filter(entry -> entry.getValue().stage() == stage);
    }

    private long count(Stage stage) {
        return entries(stage).count();
    }

    private @Nullable Long any(Random random, Stage stage) {
        List<Long> offsets = entries(stage).map(Map.Entry::getKey).toList();
        return offsets.isEmpty() ? null : offsets.get(random.nextInt(offsets.size()));
    }
}
