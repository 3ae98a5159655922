package io.github.rocketmq.rebalance.spring.annotation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DurationFormat.Unit;

/**
 * An attribute that stands for a key below {@code rocketmq.consumer}.
 *
 * @param attribute its name
 * @param key what it stands for; where two attributes stand for one key, the first in {@link #ALL} wins
 * @param form what its text may be
 */
record AttributeKey(String attribute, String key, Form form) {

    private static final Map<String, String> START_POSITIONS = Map.of(
            "latest", "latest",
            "earliest", "earliest",
            "timestamp", "timestamp",
            "consume_from_last_offset", "latest",
            "consume_from_first_offset", "earliest",
            "consume_from_timestamp", "timestamp");

    static final List<AttributeKey> ALL = List.of(
            new AttributeKey("consumeMode", "consume-mode", AnnotationTexts::text),
            new AttributeKey("messageModel", "message-model", AnnotationTexts::text),
            new AttributeKey("concurrency", "concurrency", AnnotationTexts::number),
            new AttributeKey("consumeThreadNumber", "concurrency", AnnotationTexts::number),
            new AttributeKey("consumeThreadMax", "concurrency", AnnotationTexts::number),
            new AttributeKey("batch", "batch.enabled", AnnotationTexts::flag),
            new AttributeKey("consumeMessageBatchMaxSize", "batch.size", AnnotationTexts::number),
            new AttributeKey("ackMode", "ack-mode", AttributeKey::ackMode),
            new AttributeKey("autoStartup", "auto-startup", AnnotationTexts::flag),
            new AttributeKey("maxReconsumeTimes", "retry.max-attempts", AnnotationTexts::number),
            new AttributeKey("delayLevelWhenNextConsume", "retry.delay-level", AnnotationTexts::number),
            new AttributeKey("suspendCurrentQueueTimeMillis", "retry.suspend-queue", AttributeKey::millis),
            new AttributeKey("errorHandler", "error-handler", AnnotationTexts::beanName),
            new AttributeKey("filter", "filter", AnnotationTexts::beanName),
            new AttributeKey("cluster", "cluster", AnnotationTexts::text),
            new AttributeKey("consumeFrom", "consume-from", AttributeKey::startPosition),
            new AttributeKey("consumeFromWhere", "consume-from", AttributeKey::startPosition),
            new AttributeKey("consumeTimeout", "consume-timeout", AttributeKey::minutes),
            new AttributeKey("awaitTerminationMillisWhenShutdown", "drain-timeout", AttributeKey::millis),
            new AttributeKey("pullBatchSize", "pull.batch-size", AnnotationTexts::number));

    /** Reads what is written in an attribute; null or an empty text for nothing. */
    @FunctionalInterface
    interface Form {
        @Nullable
        Object read(AnnotationTexts texts, String attribute, String written);
    }

    private static @Nullable Object ackMode(AnnotationTexts texts, String attribute, String written) {
        return texts.choice(attribute, written, Map.of("auto", "auto", "manual", "manual"));
    }

    private static @Nullable Object startPosition(AnnotationTexts texts, String attribute, String written) {
        return texts.choice(attribute, written, START_POSITIONS);
    }

    private static @Nullable Object minutes(AnnotationTexts texts, String attribute, String written) {
        return texts.duration(attribute, written, Unit.MINUTES);
    }

    private static @Nullable Object millis(AnnotationTexts texts, String attribute, String written) {
        return texts.duration(attribute, written, Unit.MILLIS);
    }
}
