package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.InvalidOptionException;
import io.github.rocketmq.rebalance.api.PullOptions;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import io.github.rocketmq.rebalance.spring.invocation.InvocationSettings;
import io.github.rocketmq.rebalance.spring.invocation.RetryBackOff;
import io.github.rocketmq.rebalance.spring.invocation.RetryLevel;
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
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.unit.DataSize;

/**
 * The layers of settings of one listener: {@code rocketmq.listeners.<id>} above the annotation above
 * {@code rocketmq.consumer} above what the core has built in.
 */
final class ListenerSettings {

    /** As in Apache's clients: the built-in number. */
    private static final int BUILT_IN_ATTEMPTS = -1;

    /** Of batch listeners that do not say it. */
    private static final int BATCH_SIZE = 32;

    private static final Duration SHORTEST_IDLENESS = Duration.ofMillis(10);

    /** Where the core calls an option otherwise than its key. */
    private static final Map<String, String> KEYS = Map.of(
            "maxReconsumeTimes", "retry.max-attempts",
            "consume.batchSize", "batch.size",
            "consume.timeout", "consume-timeout",
            "consume.suspendTime", "retry.suspend-queue",
            "pull.maxCachedBytes", "pull.max-cached-size",
            "pull.maxTotalCachedBytes", "pull.max-total-cached-size");

    private final ConsumerSettings own;
    private final ConsumerSettings annotated;
    private final RocketListenerEndpoint declared;
    private final ConsumerSettings shared;
    private final String applicationName;

    ListenerSettings(
            ConsumerSettings own, RocketListenerEndpoint declared, ConsumerSettings shared, String applicationName) {
        this.own = own;
        this.annotated = DeclaredSettings.of(declared);
        this.declared = declared;
        this.shared = shared;
        this.applicationName = applicationName;
    }

    /** The group's name; empty if no layer has one. */
    String group() {
        return firstText(own.getGroup(), declared.group(), annotated.getGroup(), shared.getGroup(), applicationName);
    }

    /** The name of the cluster; empty for the application's own. */
    String cluster() {
        return firstText(own.getCluster(), annotated.getCluster(), declared.cluster(), shared.getCluster());
    }

    boolean autoStartup() {
        return !Boolean.FALSE.equals(pick(ConsumerSettings::getAutoStartup));
    }

    /**
     * How long the listener may be without a message before that is told; empty if nobody wants to know.
     *
     * @throws InvalidOptionException if it is shorter than 10 ms
     */
    Optional<Duration> idleEventInterval() {
        Duration interval = pick(ConsumerSettings::getIdleEventInterval);
        if (interval != null && interval.compareTo(SHORTEST_IDLENESS) < 0) {
            throw new InvalidOptionException(
                    "idleEventInterval", "is " + interval + "; choose at least " + SHORTEST_IDLENESS);
        }
        return Optional.ofNullable(interval);
    }

    /**
     * How long a queue may be without an answer to its pull; empty for the limit of all listeners.
     *
     * @throws InvalidOptionException if a pull that finds nothing may take longer
     */
    Optional<Duration> maxPullIdle(PullOptions pull) {
        Duration limit = pick(settings -> settings.getPull().getMaxIdle());
        if (limit != null && limit.compareTo(pull.longPollTimeout()) <= 0) {
            throw new InvalidOptionException(
                    "pull.maxIdle",
                    "is " + limit + "; choose more than pull.long-poll-timeout, which is " + pull.longPollTimeout());
        }
        return Optional.ofNullable(limit);
    }

    /**
     * How the method is called.
     *
     * @throws IllegalArgumentException if a value is outside its range; the message names it
     */
    InvocationSettings invocation() {
        AckMode mode = pick(ConsumerSettings::getAckMode);
        return new InvocationSettings(
                isBatch(),
                mode == null ? AckMode.AUTO : mode,
                bean(ConsumerSettings::getErrorHandler),
                bean(ConsumerSettings::getFilter),
                backOff(),
                retryLevel());
    }

    private boolean isBatch() {
        return Boolean.TRUE.equals(pick(settings -> settings.getBatch().getEnabled()));
    }

    private RetryBackOff backOff() {
        Duration delay = pick(settings -> settings.getRetry().getBackoff().getDelay());
        Double multiplier = pick(settings -> settings.getRetry().getBackoff().getMultiplier());
        Duration maxDelay = pick(settings -> settings.getRetry().getBackoff().getMaxDelay());
        return new RetryBackOff(
                delay == null ? Duration.ZERO : delay,
                multiplier == null ? 1 : multiplier,
                maxDelay == null ? RetryBackOff.LONGEST : maxDelay);
    }

    /** The names of a listener's beans; empty for the default. */
    String bean(Function<ConsumerSettings, @Nullable String> setting) {
        return firstText(setting.apply(own), setting.apply(annotated), setting.apply(shared));
    }

    /** The name of the allocation strategy; empty if no layer has one. */
    String strategy() {
        return bean(settings -> settings.getRebalance().getStrategy());
    }

    /** Where order is kept, the queue waits instead. */
    private RetryLevel retryLevel() {
        Integer level = pick(settings -> settings.getRetry().getDelayLevel());
        if (level != null && (level < -1 || level > RetryLevel.HIGHEST)) {
            throw new InvalidOptionException(
                    "retry.delayLevel",
                    "is " + level
                            + "; choose -1 for the dead-letter topic, 0 for the broker's choice, or a level from 1"
                            + " to " + RetryLevel.HIGHEST);
        }
        return level == null || pick(ConsumerSettings::getConsumeMode) == ConsumeMode.ORDERLY
                ? RetryLevel.BROKERS_CHOICE
                : new RetryLevel(level);
    }

    /**
     * What the core's options are to be made of; whatever builds them may find a value outside its range.
     *
     * @throws IllegalArgumentException if a name cannot be one; the message names it
     */
    PushConsumerOptions.Builder options() {
        PushConsumerOptions.Builder builder = PushConsumerOptions.builder(group());
        declared.topics().stream()
                .distinct()
                .map(topic -> new Subscription(topic, declared.selectorType(), declared.selectorExpression()))
                .forEach(builder::subscribe);
        set(ConsumerSettings::getConsumeMode, builder::mode);
        set(ConsumerSettings::getMessageModel, builder::model);
        set(ConsumerSettings::getConcurrency, builder::concurrency);
        builder.batchSize(isBatch() ? BATCH_SIZE : 1);
        set(settings -> settings.getBatch().getSize(), builder::batchSize);
        set(settings -> startPosition(settings.getConsumeFrom()), builder::startPosition);
        setAttempts(builder);
        set(settings -> settings.getRetry().getSuspendQueue(), builder::suspendTime);
        set(ConsumerSettings::getConsumeTimeout, builder::consumeTimeout);
        set(ConsumerSettings::getUndecodable, builder::undecodable);
        set(ConsumerSettings::getDrainTimeout, builder::drainTimeout);
        set(ConsumerSettings::getOffsetCommitInterval, builder::offsetCommitInterval);
        setRebalance(builder);
        setPull(builder);
        return builder;
    }

    /** Where the value of a core's option is set, as whoever set it finds it. */
    String place(String option) {
        String key = KEYS.getOrDefault(option, DataObjectPropertyName.toDashedForm(option));
        String rebalanceKey = "rebalance." + key;
        String set = key.equals("drain-timeout") && isSet(rebalanceKey) ? rebalanceKey : key;
        if (SettingKeys.value(own, set) != null) {
            return "rocketmq.listeners.<id>." + set;
        }
        if (SettingKeys.value(annotated, set) == null && SettingKeys.value(shared, set) != null) {
            return "rocketmq.consumer." + set;
        }
        return set;
    }

    private boolean isSet(String key) {
        return Stream.of(own, annotated, shared).anyMatch(settings -> SettingKeys.value(settings, key) != null);
    }

    private void setAttempts(PushConsumerOptions.Builder builder) {
        Integer attempts = pick(settings -> settings.getRetry().getMaxAttempts());
        if (attempts != null && attempts != BUILT_IN_ATTEMPTS) {
            builder.maxReconsumeTimes(attempts);
        }
    }

    private void setRebalance(PushConsumerOptions.Builder builder) {
        set(settings -> settings.getRebalance().getHandoff(), builder::handOff);
        set(settings -> settings.getRebalance().getAssignment(), builder::assignment);
        set(settings -> settings.getRebalance().getStrict(), builder::strictDrain);
        set(settings -> settings.getRebalance().getDrainTimeout(), builder::drainTimeout);
        set(settings -> settings.getRebalance().getInterval(), builder::rebalanceInterval);
        set(settings -> settings.getRebalance().getMinInterval(), builder::rebalanceMinInterval);
    }

    private void setPull(PushConsumerOptions.Builder builder) {
        set(settings -> settings.getPull().getBatchSize(), builder::pullBatchSize);
        set(settings -> settings.getPull().getLongPollTimeout(), builder::longPollTimeout);
        set(settings -> settings.getPull().getMaxCachedMessages(), builder::maxCachedMessages);
        set(settings -> bytes(settings.getPull().getMaxCachedSize()), builder::maxCachedBytes);
        set(settings -> bytes(settings.getPull().getMaxTotalCachedSize()), builder::maxTotalCachedBytes);
        set(settings -> settings.getPull().getMaxOffsetSpan(), builder::maxOffsetSpan);
        set(settings -> settings.getPop().getInvisibleTime(), builder::popInvisibleTime);
        set(settings -> settings.getPop().getBatchSize(), builder::popBatchSize);
        set(settings -> settings.getPop().getMaxInFlight(), builder::popMaxInFlight);
    }

    private @Nullable StartPosition startPosition(ConsumerSettings.@Nullable ConsumeFrom from) {
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

    private static @Nullable Long bytes(@Nullable DataSize size) {
        return size == null ? null : size.toBytes();
    }

    private <T> void set(Function<ConsumerSettings, @Nullable T> setting, Consumer<T> setter) {
        T value = pick(setting);
        if (value != null) {
            setter.accept(value);
        }
    }

    private <T> @Nullable T pick(Function<ConsumerSettings, @Nullable T> setting) {
        return Stream.of(own, annotated, shared)
                .map(setting)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String firstText(@Nullable String... texts) {
        return Stream.of(texts)
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .orElse("");
    }
}
