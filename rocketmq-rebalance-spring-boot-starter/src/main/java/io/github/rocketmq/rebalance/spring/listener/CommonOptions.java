package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The settings of which a group's one consumer has one value each, so that its listeners must agree. */
final class CommonOptions {

    /** A setting by its key below {@code rocketmq.consumer}. */
    private record Option(String key, Function<ListenerSetup, Object> value) {}

    private static final List<Option> ALL = List.of(
            new Option("consume-mode", setup -> setup.options().consume().mode()),
            new Option("message-model", setup -> setup.options().model()),
            new Option("consume-from", setup -> setup.options().startPosition()),
            new Option("consume-timeout", setup -> setup.options().consume().timeout()),
            new Option("undecodable", setup -> setup.options().consume().undecodable()),
            new Option("batch.size", setup -> setup.options().consume().batchSize()),
            new Option("retry.max-attempts", setup -> setup.options().maxReconsumeTimes()),
            new Option("retry.suspend-queue", setup -> setup.options().consume().suspendTime()),
            new Option("drain-timeout", setup -> setup.options().drainTimeout()),
            new Option("offset-commit-interval", setup -> setup.options().offsetCommitInterval()),
            new Option("rebalance.strategy", ListenerSetup::strategy),
            new Option("rebalance.handoff", setup -> setup.options().handOff().mode()),
            new Option("rebalance.strict", setup -> setup.options().handOff().strict()),
            new Option(
                    "rebalance.interval", setup -> setup.options().rebalance().interval()),
            new Option(
                    "rebalance.min-interval",
                    setup -> setup.options().rebalance().minInterval()),
            new Option("rebalance.assignment", setup -> setup.options().assignment()),
            new Option("pull.batch-size", setup -> setup.options().pull().batchSize()),
            new Option("pull.long-poll-timeout", setup -> setup.options().pull().longPollTimeout()),
            new Option(
                    "pull.max-cached-messages", setup -> setup.options().pull().maxCachedMessages()),
            new Option("pull.max-cached-size", setup -> setup.options().pull().maxCachedBytes()),
            new Option("pull.max-offset-span", setup -> setup.options().pull().maxOffsetSpan()),
            new Option(
                    "pull.max-total-cached-size",
                    setup -> setup.options().pull().maxTotalCachedBytes()),
            new Option(
                    "pull.max-idle",
                    setup -> setup.maxPullIdle().map(Duration::toString).orElse("that of all listeners")),
            new Option("pop.invisible-time", setup -> setup.options().pop().invisibleTime()),
            new Option("pop.batch-size", setup -> setup.options().pop().batchSize()),
            new Option("pop.max-in-flight", setup -> setup.options().pop().maxInFlight()),
            new Option("executor", setup -> setup.resources().executorName()),
            new Option("offset-store", setup -> setup.resources().offsetStoreName()),
            new Option("auto-startup", ListenerSetup::autoStartup));

    private CommonOptions() {}

    /** Their keys. */
    static List<String> keys() {
        return ALL.stream().map(Option::key).toList();
    }

    /**
     * Passes if one consumer can serve both.
     *
     * @throws InconsistentSubscriptionException naming the first setting that differs
     */
    static void requireEqual(ListenerSetup one, ListenerSetup other) {
        for (Option option : ALL) {
            Object first = option.value().apply(one);
            Object second = option.value().apply(other);
            if (!first.equals(second)) {
                throw different(one, other, option.key(), first.toString(), second.toString());
            }
        }
    }

    /** Two listeners want different things of their consumer. */
    static InconsistentSubscriptionException different(
            ListenerSetup one, ListenerSetup other, String key, String first, String second) {
        String keys = one.id().equals(other.id())
                ? "rocketmq.listeners." + one.id() + "." + key
                : "rocketmq.listeners." + one.id() + "." + key + " and rocketmq.listeners." + other.id() + "." + key;
        return new InconsistentSubscriptionException(
                "Two RocketMQ listeners of group '" + one.group() + "' share one consumer, but want " + key
                        + " to be different: " + one.label() + " wants " + first + ", " + other.label() + " wants "
                        + second + ".",
                "Set " + keys + " to one value, or the same in their annotations; or give one of them a consumerGroup"
                        + " of its own.");
    }
}
