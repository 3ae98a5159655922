package io.github.rocketmq.rebalance.spring.migration;

import io.github.rocketmq.rebalance.spring.annotation.ConsumeMode;
import io.github.rocketmq.rebalance.spring.annotation.MessageModel;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.annotation.SelectorType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The annotation of a listener that was written for Apache's starter: attributes and types are the same, so that only
 * imports change. New code takes {@link RocketMessageListener}.
 *
 * <p>What is left at its default inherits from {@code rocketmq.consumer.*}. Attributes that choose another cluster than the
 * application's fail at start, and those that have no effect are logged, unless they are at their default.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@RocketMessageListener
public @interface RocketMQMessageListener {

    /** The consumer group, and the listener's name in properties and health. */
    String consumerGroup();

    /** The topic to consume. */
    String topic();

    /** The language of {@link #selectorExpression()}. */
    SelectorType selectorType() default SelectorType.TAG;

    /** Which messages to take: {@code *}, {@code TagA || TagB}, or a SQL-92 condition. */
    String selectorExpression() default "*";

    /** Whether the order within a queue is kept. */
    ConsumeMode consumeMode() default ConsumeMode.CONCURRENTLY;

    /** Whether one or every member of the group gets a message. */
    MessageModel messageModel() default MessageModel.CLUSTERING;

    /** Counts only where {@link #consumeThreadNumber()} is not given. */
    int consumeThreadMax() default 64;

    /** How many messages may be handled at once. */
    int consumeThreadNumber() default 20;

    /** How often a failed message is tried again; -1 for 16, or without end where order is kept. */
    int maxReconsumeTimes() default -1;

    /** How long a listener may take for a message, in minutes. */
    long consumeTimeout() default 15L;

    /** Has no effect. */
    int replyTimeout() default 3000;

    /** Must be the application's own. */
    String accessKey() default "${rocketmq.consumer.access-key:}";

    /** Must be the application's own. */
    String secretKey() default "${rocketmq.consumer.secret-key:}";

    /** Has no effect; tracing goes by Micrometer's observations. */
    boolean enableMsgTrace() default false;

    /** Has no effect. */
    String customizedTraceTopic() default "${rocketmq.consumer.customized-trace-topic:}";

    /** Must be the application's own. */
    String nameServer() default "${rocketmq.name-server:}";

    /** Has no effect. */
    String accessChannel() default "${rocketmq.access-channel:}";

    /** Must be the application's own. */
    String tlsEnable() default "false";

    /** Must be the application's own. */
    String namespace() default "";

    /** Must be the application's own. */
    String namespaceV2() default "";

    /** -1 never again, 0 as the broker decides, 1 to 18 for 1 s to 2 h. */
    int delayLevelWhenNextConsume() default 0;

    /** How long an orderly queue waits before it tries again, in milliseconds. */
    int suspendCurrentQueueTimeMillis() default 1000;

    /** How long running listeners get to finish, in milliseconds. */
    int awaitTerminationMillisWhenShutdown() default 1000;

    /** Has no effect; the client's name is {@code rocketmq.client.instance-name}. */
    String instanceName() default "DEFAULT";

    /** Has no effect; pulling pauses by {@code rocketmq.consumer.pull.max-cached-messages} and its like. */
    long pullInterval() default 0;

    /** How many messages one pull asks for. */
    int pullBatchSize() default 32;

    /** How many messages a batch listener gets at once. */
    int consumeMessageBatchMaxSize() default 1;

    /** Where a group begins that never committed an offset. */
    ConsumeFromWhere consumeFromWhere() default ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET;
}
