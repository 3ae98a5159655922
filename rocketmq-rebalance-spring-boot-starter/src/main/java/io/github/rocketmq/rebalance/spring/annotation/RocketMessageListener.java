package io.github.rocketmq.rebalance.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Makes a method, or a bean that implements
 * {@link io.github.rocketmq.rebalance.spring.api.RocketListener}, the listener of a consumer group.
 *
 * <p>A method takes one payload, and beside it what else a message has: parameters with
 * {@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers}, Spring's
 * {@link org.springframework.messaging.Message}, and {@link io.github.rocketmq.rebalance.model.Message} for the raw view.
 * The payload is the body as {@code String}, {@code byte[]}, or any type that the application's JSON mapper can read, and
 * is checked if its parameter has {@code @Valid} or {@code @Validated}. A listener of batches takes lists of these.
 *
 * <p>Returning normally means consumed, an exception means once more later, unless the
 * {@link io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler} says otherwise; a method that returns
 * {@link io.github.rocketmq.rebalance.api.ConsumeResult} says so itself. A method that returns a
 * {@link java.util.concurrent.CompletionStage}, or a Mono, of {@code Void} or of a result is done when that completes. A
 * payload that cannot be read goes to the group's dead-letter topic, for which there is {@link RocketDeadLetterListener}.
 *
 * <p>The method is called by many threads at once. Every text takes {@code ${...}} and {@code #{...}}, where
 * {@code #{__listener}} is the bean itself. What is left at its default inherits from {@code rocketmq.consumer.*}, and
 * {@code rocketmq.listeners.<id>.*} overrides what is written here.
 *
 * <p>May stand on an annotation of your own. Its attributes count by {@link AliasFor}, or where they have the name of one
 * here; then they may be numbers and booleans, too.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(RocketMessageListeners.class)
public @interface RocketMessageListener {

    /** The listener's unique name in properties and health; by default its consumer group. */
    String id() default "";

    /** The topics to consume, at least one. */
    @AliasFor("topics")
    String[] topic() default {};

    /** The topics to consume, at least one; one text may name several, separated by commas. */
    @AliasFor("topic")
    String[] topics() default {};

    /** The consumer group; by default {@code rocketmq.consumer.group}, then {@code spring.application.name}. */
    String consumerGroup() default "";

    /** Which messages of the topics to take: {@code *}, {@code TagA || TagB}, or a SQL-92 condition. */
    String selectorExpression() default "*";

    /** The language of {@link #selectorExpression()}. */
    SelectorType selectorType() default SelectorType.TAG;

    /** Whether the order within a queue is kept. */
    ConsumeMode consumeMode() default ConsumeMode.INHERITED;

    /** Whether one or every member of the group gets a message. */
    MessageModel messageModel() default MessageModel.INHERITED;

    /** How many messages may be handled at once, 1 to 1000. */
    String concurrency() default "";

    /** Whether the listener takes several messages of a queue at once, as a {@code List}: {@code true} or {@code false}. */
    String batch() default "";

    /** {@code auto}: returning means consumed; {@code manual}: the listener says so itself. */
    String ackMode() default "";

    /** Whether the listener starts with the application: {@code true} or {@code false}. */
    String autoStartup() default "";

    /**
     * How often a failed message is tried again before the broker moves it to the dead-letter topic; -1 for the built-in
     * number.
     */
    String maxReconsumeTimes() default "";

    /** The bean that decides what becomes of a failed message, or its name. */
    String errorHandler() default "";

    /** The bean that decides which messages to leave out, or its name. */
    String filter() default "";

    /** The {@link io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory} bean's name. */
    String containerFactory() default "";

    /** The cluster to consume from, a key below {@code rocketmq.clusters}; by default that of {@code rocketmq.name-server}. */
    String cluster() default "";

    /** Where a group begins that never committed an offset: {@code latest}, {@code earliest} or {@code timestamp}. */
    String consumeFrom() default "";

    /** Any key that is valid below {@code rocketmq.consumer}, for example {@code "rebalance.interval=5s"}. */
    String[] properties() default {};

    /** The name by which expressions refer to the bean itself. */
    String beanRef() default "__listener";

    /** Apache's name for {@link #concurrency()}. */
    String consumeThreadNumber() default "";

    /** How long a listener may take for a message: minutes, as with Apache, or with a unit as in {@code 90s}. */
    String consumeTimeout() default "";

    /** Apache's name for {@code retry.delay-level}: -1 never, 0 as the broker decides, 1 to 18 for 1 s to 2 h. */
    String delayLevelWhenNextConsume() default "";

    /** Apache's name for {@code retry.suspend-queue}: milliseconds before an orderly queue tries again. */
    String suspendCurrentQueueTimeMillis() default "";

    /** Apache's name for {@code drain-timeout}: milliseconds that running listeners get to finish. */
    String awaitTerminationMillisWhenShutdown() default "";

    /** Apache's name for {@code pull.batch-size}. */
    String pullBatchSize() default "";

    /** Apache's name for {@code batch.size}. */
    String consumeMessageBatchMaxSize() default "";

    /** Apache's name for {@link #consumeFrom()}; takes {@code CONSUME_FROM_LAST_OFFSET} and its like. */
    String consumeFromWhere() default "";
}
