package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.SortedSet;
import java.util.function.Function;

/** A member with a client of its own, as if it ran in a process of its own. */
final class TestMember implements AutoCloseable {

    private final ClientRuntime runtime;
    private final PushConsumer consumer;

    TestMember(PushConsumerOptions options, MessageListener listener) {
        this(runtime -> PushConsumers.builder(runtime, options, listener));
    }

    /** A member of any form. */
    TestMember(Function<ClientRuntime, PushConsumers.Builder> form) {
        runtime = ClientRuntime.create(ClientOptions.builder()
                .nameServers(SharedCluster.get().nameServerAddress())
                .build());
        consumer = form.apply(runtime).build();
        consumer.start();
    }

    PushConsumer consumer() {
        return consumer;
    }

    ClientRuntime runtime() {
        return runtime;
    }

    SortedSet<MessageQueue> assignment() {
        return consumer.snapshot().assignment();
    }

    /** How many queues of a topic it consumes. */
    long share(String topic) {
        return assignment().stream()
                .filter(queue -> queue.topic().equals(topic))
                .count();
    }

    @Override
    public void close() {
        consumer.close();
        runtime.close();
    }
}
