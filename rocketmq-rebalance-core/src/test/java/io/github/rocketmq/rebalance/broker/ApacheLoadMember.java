package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyContext;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;

/** A member by Apache's own push consumer, with all options that matter here as they are by default. */
final class ApacheLoadMember implements LoadMember {

    private final String name;
    private final DeliveryLog log;
    private final DefaultMQPushConsumer consumer;

    ApacheLoadMember(String name, String nameServers, String group, String topic, DeliveryLog log) {
        this.name = name;
        this.log = log;
        consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(nameServers);
        // One client id is one member, so members of one process need names of their own.
        consumer.setInstanceName(group + "-" + name);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeThreadMin(CONCURRENCY);
        consumer.setConsumeThreadMax(CONCURRENCY);
        // By default it interrupts running listeners when it leaves, which would make it look worse.
        consumer.setAwaitTerminationMillisWhenShutdown(10_000);
        consumer.setMessageListener((MessageListenerConcurrently) this::consume);
        try {
            consumer.subscribe(topic, "*");
        } catch (MQClientException e) {
            throw new IllegalStateException("Apache's consumer cannot subscribe", e);
        }
    }

    /** Its batches have one message by default. */
    private ConsumeConcurrentlyStatus consume(List<MessageExt> messages, ConsumeConcurrentlyContext context) {
        for (MessageExt message : messages) {
            log.listen(
                    name,
                    ours(context.getMessageQueue()),
                    message.getQueueOffset(),
                    SteadyProducer.idOf(message.getBody()),
                    LISTENER_NANOS);
        }
        return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        try {
            consumer.start();
        } catch (MQClientException e) {
            throw new IllegalStateException("Apache's consumer did not start", e);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // there is no other way to learn what it holds
    public Set<MessageQueue> assignment() {
        return consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream()
                .map(ApacheLoadMember::ours)
                .collect(Collectors.toSet());
    }

    @Override
    public void leave() {
        consumer.shutdown();
    }

    private static MessageQueue ours(org.apache.rocketmq.common.message.MessageQueue theirs) {
        return new MessageQueue(theirs.getTopic(), theirs.getBrokerName(), theirs.getQueueId());
    }
}
