package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyContext;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;

/** A member by Apache's own push consumer. */
final class ApachePeer implements GroupPeer {

    /** The level of the delays that brokers know by heart; it stands for one second. */
    private static final int SHORTEST_DELAY = 1;

    static {
        // If the first look of Apache's client comes too early, the next comes after this time, by default 20 s.
        System.setProperty("rocketmq.client.rebalance.waitInterval", "3000");
    }

    private final String name;
    private final DefaultMQPushConsumer consumer;

    ApachePeer(
            String name,
            String group,
            String topic,
            AllocateMessageQueueStrategy strategy,
            ConsumeMode mode,
            Handler handler) {
        this.name = name;
        consumer = new DefaultMQPushConsumer(group, null, strategy);
        consumer.setNamesrvAddr(SharedCluster.get().nameServerAddress());
        // One client id is one member, so members of one process need names of their own.
        consumer.setInstanceName(name);
        // Else it learns of the retry topic, which the broker makes when the group is new, up to 30 s later.
        consumer.setPollNameServerInterval(1000);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        // By default it interrupts running listeners when it leaves.
        consumer.setAwaitTerminationMillisWhenShutdown(10_000);
        if (mode == ConsumeMode.ORDERLY) {
            consumer.setMessageListener((MessageListenerOrderly)
                    (messages, context) -> isConsumed(messages, ours(context.getMessageQueue()), handler)
                            ? ConsumeOrderlyStatus.SUCCESS
                            : ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT);
        } else {
            consumer.setMessageListener(
                    (MessageListenerConcurrently) (messages, context) -> concurrently(messages, context, handler));
        }
        try {
            consumer.subscribe(topic, "*");
            consumer.start();
        } catch (MQClientException e) {
            throw new IllegalStateException("Apache's consumer did not start", e);
        }
    }

    private ConsumeConcurrentlyStatus concurrently(
            List<MessageExt> messages, ConsumeConcurrentlyContext context, Handler handler) {
        context.setDelayLevelWhenNextConsume(SHORTEST_DELAY);
        return isConsumed(messages, ours(context.getMessageQueue()), handler)
                ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS
                : ConsumeConcurrentlyStatus.RECONSUME_LATER;
    }

    /** Its batches have one message by default. */
    private boolean isConsumed(List<MessageExt> messages, MessageQueue queue, Handler handler) {
        boolean consumed = true;
        for (MessageExt message : messages) {
            consumed &= handler.isConsumed(new Delivery(
                    name, queue, message.getQueueOffset(), message.getMsgId(), message.getReconsumeTimes()));
        }
        return consumed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // there is no other way to learn what it holds
    public Set<MessageQueue> assignment() {
        return consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream()
                .map(ApachePeer::ours)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        consumer.shutdown();
    }

    private static MessageQueue ours(org.apache.rocketmq.common.message.MessageQueue theirs) {
        return new MessageQueue(theirs.getTopic(), theirs.getBrokerName(), theirs.getQueueId());
    }
}
