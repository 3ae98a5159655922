package io.github.rocketmq.rebalance.test.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a Spring test's context a real RocketMQ cluster: started with its topics before the context, named by a property,
 * available as a bean of type {@link io.github.rocketmq.rebalance.test.EmbeddedRocketMq}, and closed after the context.
 *
 * <p>Test classes with equal annotations and configuration share a cached context, and with it the cluster. Nested classes
 * inherit the annotation.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EmbeddedRocketMq {

    /** How many brokers. */
    int brokers() default 1;

    /** Topics that exist from the start. */
    String[] topics() default {};

    /** How many queues each of them has on each broker. */
    int queues() default 4;

    /** The property that tells the application where the name server is. */
    String nameServerProperty() default "rocketmq.name-server";

    /**
     * Whether all contexts of this JVM with the same brokers and broker properties use one cluster, instead of one each.
     * Saves the start of a cluster for each context. Topics, messages and offsets are shared too, so let each test class
     * have topics and groups of its own.
     */
    boolean shared() default false;

    /** Properties of every broker, {@code name=value} each, as in broker.conf. */
    String[] brokerProperties() default {};
}
