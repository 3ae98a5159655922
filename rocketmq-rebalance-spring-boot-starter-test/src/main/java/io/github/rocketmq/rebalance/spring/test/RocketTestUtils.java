package io.github.rocketmq.rebalance.spring.test;

import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.api.RebalanceSnapshot;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;

/**
 * Waits in tests. What does not happen in time is an {@link AssertionError} that says how far it came.
 *
 * <p>All methods block the calling thread and read memory of this JVM only.
 */
public final class RocketTestUtils {

    /** How long the methods without a time-out wait. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private RocketTestUtils() {}

    /** {@link #waitForAssignment(RocketListenerContainer, int, Duration)} for {@link #DEFAULT_TIMEOUT}. */
    public static void waitForAssignment(RocketListenerContainer container, int queues) {
        waitForAssignment(container, queues, DEFAULT_TIMEOUT);
    }

    /**
     * Waits until a listener consumes from so many queues of its topics. What is sent from then on is delivered, wherever
     * the listener was told to begin. The queues of its retry topic do not count.
     *
     * @param queues of all brokers together; 0 waits until every queue is given up
     */
    public static void waitForAssignment(RocketListenerContainer container, int queues, Duration timeout) {
        String name = "listener '" + container.id() + "'";
        waitForAssignment(name, container::snapshot, queues, timeout);
    }

    /** The same for a consumer without a listener container. */
    public static void waitForAssignment(PushConsumer consumer, int queues, Duration timeout) {
        String name = "the consumer of group '" + consumer.group().name() + "'";
        waitForAssignment(name, () -> Optional.of(consumer.snapshot()), queues, timeout);
    }

    /** {@link #waitUntilConsumed(RocketListenerContainer, EmbeddedRocketMq, Duration)} for {@link #DEFAULT_TIMEOUT}. */
    public static void waitUntilConsumed(RocketListenerContainer container, EmbeddedRocketMq cluster) {
        waitUntilConsumed(container, cluster, DEFAULT_TIMEOUT);
    }

    /**
     * Waits until a listener has consumed whatever is stored now in the queues that it holds, those of its retry topic
     * included, and no call of it is running. A failed message that waits for its next delivery is in no queue meanwhile,
     * and so is not waited for.
     */
    public static void waitUntilConsumed(
            RocketListenerContainer container, EmbeddedRocketMq cluster, Duration timeout) {
        eventually(timeout, () -> requireConsumed(container, cluster));
    }

    private static void waitForAssignment(
            String name, Supplier<Optional<ConsumerSnapshot>> snapshot, int queues, Duration timeout) {
        eventually(timeout, () -> requireAssigned(name, snapshot.get(), queues));
    }

    private static void eventually(Duration timeout, ThrowingRunnable check) {
        try {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .atMost(timeout)
                    .untilAsserted(check);
        } catch (ConditionTimeoutException late) {
            Throwable last = late.getCause() == null ? late : late.getCause();
            throw new AssertionError(last.getMessage() + " (waited " + timeout.toMillis() + " ms)", last);
        }
    }

    private static void requireAssigned(String name, Optional<ConsumerSnapshot> snapshot, int queues) {
        List<MessageQueue> held = snapshot.stream()
                .flatMap(now -> now.assignment().stream())
                .filter(queue -> !Topic.isRetry(queue.topic()))
                .toList();
        if (held.size() != queues) {
            throw new AssertionError(
                    name + " consumes from " + held.size() + " queues " + held + ", but " + queues + " are expected; "
                            + snapshot.map(RocketTestUtils::describe).orElse("it is not running"));
        }
    }

    private static void requireConsumed(RocketListenerContainer container, EmbeddedRocketMq cluster) {
        String name = "listener '" + container.id() + "'";
        ConsumerSnapshot now = container
                .snapshot()
                .orElseThrow(() -> new AssertionError(name + " is not running and consumes nothing"));
        if (now.assignment().isEmpty()) {
            throw new AssertionError(name + " holds no queue; " + describe(now));
        }
        for (QueueSnapshot queue : now.queues()) {
            long end = cluster.maxOffset(
                    queue.queue().topic(),
                    queue.queue().brokerName(),
                    queue.queue().queueId());
            if (queue.consumedOffset() < end || queue.inFlight() > 0) {
                throw new AssertionError(name + " has consumed " + queue.queue() + " up to offset "
                        + queue.consumedOffset() + " of " + end + ", with " + queue.inFlight()
                        + " messages in the listener"
                        + queue.problem().map(problem -> "; " + problem).orElse(""));
            }
        }
    }

    private static String describe(ConsumerSnapshot now) {
        String problem = now.lastRebalance().flatMap(RebalanceSnapshot::problem).orElse("");
        String state = now.state() == ConsumerState.RUNNING
                ? "its group has " + now.members().size() + " members"
                : "it is " + now.state();
        return problem.isEmpty() ? state : state + ", and its last rebalance failed: " + problem;
    }
}
