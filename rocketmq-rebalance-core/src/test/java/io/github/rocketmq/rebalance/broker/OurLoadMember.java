package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** A member of ours with a client of its own, and all options that matter here as they are by default, unless the test says so. */
final class OurLoadMember implements LoadMember {

    private final String name;
    private final ClientRuntime runtime;
    private final PushConsumer consumer;

    OurLoadMember(String name, String nameServers, String group, String topic, DeliveryLog log) {
        this(name, ClientOptions.builder().nameServers(nameServers).build(), group, topic, log);
    }

    private OurLoadMember(String name, ClientOptions client, String group, String topic, DeliveryLog log) {
        this.name = name;
        runtime = ClientRuntime.create(client);
        consumer = PushConsumers.builder(runtime, options(group, topic), message -> {
                    log.listen(
                            name,
                            message.queue(),
                            message.queueOffset(),
                            SteadyProducer.idOf(message.body()),
                            LISTENER_NANOS);
                    return ConsumeResult.consumed();
                })
                .build();
    }

    /** Members that surely notice when a broker is gone from the name server for a few seconds. */
    static LoadMember.Kind askingForRoutesEvery(Duration interval) {
        return (name, nameServers, group, topic, log) -> new OurLoadMember(
                name,
                ClientOptions.builder()
                        .nameServers(nameServers)
                        .routeRefreshInterval(interval)
                        .build(),
                group,
                topic,
                log);
    }

    static PushConsumerOptions options(String group, String topic) {
        return PushConsumerOptions.builder(group)
                .subscribe(topic)
                .startPosition(StartPosition.earliest())
                .concurrency(CONCURRENCY)
                .build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        consumer.start();
    }

    @Override
    public Set<MessageQueue> assignment() {
        return consumer.snapshot().assignment();
    }

    @Override
    public String troubles() {
        return consumer.snapshot().queues().stream()
                .filter(queue -> queue.problem().isPresent() || queue.stage() != QueueSnapshot.Stage.CONSUMING)
                .map(queue -> "\n  " + queue)
                .collect(Collectors.joining());
    }

    @Override
    public void leave() {
        consumer.close();
        runtime.close();
    }
}
