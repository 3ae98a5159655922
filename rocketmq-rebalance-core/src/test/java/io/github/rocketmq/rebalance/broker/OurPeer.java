package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.Set;

/** A member of ours, with a client of its own. */
final class OurPeer implements GroupPeer {

    private final String name;
    private final ClientRuntime runtime;
    private final PushConsumer consumer;

    OurPeer(String name, String group, String topic, AllocationStrategy strategy, ConsumeMode mode, Handler handler) {
        this.name = name;
        runtime = ClientRuntime.create(ClientOptions.builder()
                .nameServers(SharedCluster.get().nameServerAddress())
                .instanceName(name)
                .build());
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe(topic)
                .startPosition(StartPosition.earliest())
                .mode(mode)
                .build();
        consumer = PushConsumers.builder(
                        runtime,
                        options,
                        message -> handler.isConsumed(new Delivery(
                                        name,
                                        message.queue(),
                                        message.queueOffset(),
                                        message.messageId(),
                                        message.reconsumeTimes()))
                                ? ConsumeResult.consumed()
                                : ConsumeResult.retryAfter(Duration.ofSeconds(1)))
                .allocation(strategy)
                .build();
        consumer.start();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<MessageQueue> assignment() {
        return consumer.snapshot().assignment();
    }

    @Override
    public void close() {
        consumer.close();
        runtime.close();
    }
}
