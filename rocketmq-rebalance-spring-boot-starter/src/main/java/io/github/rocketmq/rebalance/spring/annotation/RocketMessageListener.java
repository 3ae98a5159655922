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
 * <p>The method is called by many threads at once. Every text takes {@code ${...}} and {@code #{...}}; an empty one
 * inherits from {@code rocketmq.consumer.*}, and {@code rocketmq.listeners.<id>.*} overrides what is written here.
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

    /** The topics to consume, at least one. */
    @AliasFor("topic")
    String[] topics() default {};

    /** The consumer group; by default {@code rocketmq.consumer.group}, then {@code spring.application.name}. */
    String consumerGroup() default "";

    /** Which messages of the topics to take: {@code *}, {@code TagA || TagB}, or a SQL-92 condition. */
    String selectorExpression() default "*";

    /** The language of {@link #selectorExpression()}. */
    SelectorType selectorType() default SelectorType.TAG;

    /** How many messages may be handled at once, 1 to 1000. */
    String concurrency() default "";

    /** Whether the listener starts with the application: {@code true} or {@code false}. */
    String autoStartup() default "";

    /** How often a failed message is tried again before the broker moves it to the dead-letter topic. */
    String maxReconsumeTimes() default "";
}
