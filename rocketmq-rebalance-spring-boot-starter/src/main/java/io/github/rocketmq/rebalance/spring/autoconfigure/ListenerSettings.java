package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.allocation.BalancedRendezvousAllocation;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/**
 * The layers of settings of one listener: {@code rocketmq.listeners.<id>} above the annotation above
 * {@code rocketmq.consumer} above what the core has built in.
 */
final class ListenerSettings {

    /** As in Apache's clients: the built-in number. */
    private static final int BUILT_IN_ATTEMPTS = -1;

    private static final Duration SHORTEST_IDLENESS = Duration.ofMillis(10);

    private final ConsumerSettings own;
    private final ConsumerSettings annotated;
    private final RocketListenerEndpoint declared;
    private final ConsumerSettings shared;
    private final String applicationName;

    ListenerSettings(
            ConsumerSettings own, RocketListenerEndpoint declared, ConsumerSettings shared, String applicationName) {
        this.own = own;
        this.annotated = bind(declared.settings());
        this.declared = declared;
        this.shared = shared;
        this.applicationName = applicationName;
    }

    /** The group's name; empty if no layer has one. */
    String group() {
        return Stream.of(own.getGroup(), declared.group(), shared.getGroup(), applicationName)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse("");
    }

    boolean autoStartup() {
        return !Boolean.FALSE.equals(pick(ConsumerSettings::getAutoStartup));
    }

    /**
     * How long the listener may be without a message before that is told; empty if nobody wants to know.
     *
     * @throws IllegalArgumentException if it is shorter than 10 ms
     */
    Optional<Duration> idleEventInterval() {
        Duration interval = pick(ConsumerSettings::getIdleEventInterval);
        if (interval != null && interval.compareTo(SHORTEST_IDLENESS) < 0) {
            throw new IllegalArgumentException(
                    "idle-event-interval is " + interval + "; choose at least " + SHORTEST_IDLENESS);
        }
        return Optional.ofNullable(interval);
    }

    /** The name of the allocation strategy. */
    String strategy() {
        String name = pick(settings -> settings.getRebalance().getStrategy());
        return name == null || name.isBlank() ? BalancedRendezvousAllocation.NAME : name;
    }

    /**
     * The core's options.
     *
     * @throws IllegalArgumentException if a value is outside its range; the message names it
     */
    PushConsumerOptions options() {
        PushConsumerOptions.Builder builder = PushConsumerOptions.builder(group());
        declared.topics().stream()
                .distinct()
                .map(topic -> new Subscription(topic, declared.selectorType(), declared.selectorExpression()))
                .forEach(builder::subscribe);
        set(pick(ConsumerSettings::getConcurrency), builder::concurrency);
        set(startPosition(), builder::startPosition);
        set(attempts(), builder::maxReconsumeTimes);
        set(pick(settings -> settings.getRebalance().getHandoff()), builder::handOff);
        set(pick(settings -> settings.getRebalance().getStrict()), builder::strictDrain);
        set(pick(ConsumerSettings::getDrainTimeout), builder::drainTimeout);
        set(pick(settings -> settings.getRebalance().getDrainTimeout()), builder::drainTimeout);
        set(pick(ConsumerSettings::getOffsetCommitInterval), builder::offsetCommitInterval);
        set(pick(settings -> settings.getRebalance().getInterval()), builder::rebalanceInterval);
        set(pick(settings -> settings.getRebalance().getMinInterval()), builder::rebalanceMinInterval);
        set(pick(settings -> settings.getPull().getBatchSize()), builder::pullBatchSize);
        set(pick(settings -> settings.getPull().getLongPollTimeout()), builder::longPollTimeout);
        set(pick(settings -> settings.getPull().getMaxCachedMessages()), builder::maxCachedMessages);
        DataSize cached = pick(settings -> settings.getPull().getMaxCachedSize());
        set(cached == null ? null : cached.toBytes(), builder::maxCachedBytes);
        set(pick(settings -> settings.getPull().getMaxOffsetSpan()), builder::maxOffsetSpan);
        return builder.build();
    }

    private @Nullable Integer attempts() {
        Integer attempts = pick(settings -> settings.getRetry().getMaxAttempts());
        return Objects.equals(attempts, BUILT_IN_ATTEMPTS) ? null : attempts;
    }

    private @Nullable StartPosition startPosition() {
        ConsumerSettings.ConsumeFrom from = pick(ConsumerSettings::getConsumeFrom);
        if (from == null) {
            return null;
        }
        return switch (from) {
            case LATEST -> StartPosition.latest();
            case EARLIEST -> StartPosition.earliest();
            case TIMESTAMP -> {
                Instant time = pick(ConsumerSettings::getConsumeFromTimestamp);
                if (time == null) {
                    throw new IllegalArgumentException(
                            "consume-from is timestamp, but consume-from-timestamp is not set; give it a time such as"
                                    + " 2026-01-31T08:00:00Z");
                }
                yield StartPosition.at(time);
            }
        };
    }

    private <T> @Nullable T pick(Function<ConsumerSettings, @Nullable T> setting) {
        return Stream.of(own, annotated, shared)
                .map(setting)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static ConsumerSettings bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("", Bindable.of(ConsumerSettings.class));
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
