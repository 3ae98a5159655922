package io.github.rocketmq.rebalance.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Makes a method the listener of what a consumer group gave up: it consumes the group's dead-letter topic,
 * {@code %DLQ%<group>}, from the beginning and as a group of its own.
 *
 * <p>The method takes what a {@link RocketMessageListener} method may take. Where a dead letter was before tell the headers
 * {@link io.github.rocketmq.rebalance.spring.api.RocketHeaders#ORIGIN_TOPIC} and
 * {@link io.github.rocketmq.rebalance.spring.api.RocketHeaders#ORIGIN_MESSAGE_ID}; why it was given up stands only in the log
 * of who gave it up, because brokers carry no reason. The topic need not exist yet: brokers make it with the first dead letter. Brokers
 * older than version 5 make it for writing only, so give it read permission there ({@code mqadmin updateTopicPerm -p 6}).
 *
 * <p>A dead letter that this method fails on comes again like any other message, until it came 32 times, its attempts
 * before it became one included ({@code rocketmq.listeners.<id>.retry.max-attempts}). At last it goes to the dead-letter topic
 * of the group of this method, {@code %DLQ%<group>-dlt}, which nobody reads: nothing goes round in circles.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface RocketDeadLetterListener {

    /** The group whose dead letters it takes; by default that of the {@link RocketMessageListener}s of the same bean. */
    String group() default "";

    /**
     * The cluster that has the dead letters, a key below {@code rocketmq.clusters}; by default that of the bean's listeners of
     * the group, else the application's own.
     */
    String cluster() default "";

    /** The group that it consumes as; by default the other group's name with {@code -dlt} behind it. */
    String consumerGroup() default "";

    /** The listener's unique name in properties and health; by default its consumer group. */
    String id() default "";

    /** How many messages may be handled at once, 1 to 1000. */
    String concurrency() default "";

    /** Whether the listener starts with the application: {@code true} or {@code false}. */
    String autoStartup() default "";
}
