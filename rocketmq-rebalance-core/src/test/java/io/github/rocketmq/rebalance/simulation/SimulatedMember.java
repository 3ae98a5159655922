package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Heartbeats;
import io.github.rocketmq.rebalance.client.RouteWatcher;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.consumer.GroupConsumer;
import io.github.rocketmq.rebalance.consumer.GroupSetup;
import io.github.rocketmq.rebalance.consumer.ListenerThreads;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** One production consumer in a simulation: only the network, the clock and the worker threads are not real. */
public final class SimulatedMember {

    private final VirtualScheduler scheduler;
    private final SharedClient client;
    private boolean workersBusy;
    private final GroupConsumer consumer;
    private final List<Message> delivered = new ArrayList<>();
    private Function<Message, ConsumeResult> listener = message -> ConsumeResult.consumed();

    public SimulatedMember(
            VirtualScheduler scheduler, SimulatedCluster cluster, String clientId, PushConsumerOptions options) {
        this.scheduler = scheduler;
        ClientLoop loop = new ClientLoop(scheduler);
        RemoteCluster port = cluster.port();
        RouteWatcher routes = new RouteWatcher(loop, port.nameServer(), 30_000);
        ClientId id = new ClientId(clientId);
        Heartbeats heartbeats =
                new Heartbeats(loop, port, routes, id, 30_000, () -> Instant.ofEpochMilli(scheduler.now()));
        this.client = new SharedClient(id, port, routes, heartbeats, () -> Instant.ofEpochMilli(scheduler.now()));
        GroupSetup setup = new GroupSetup(
                options,
                message -> {
                    delivered.add(message);
                    return listener.apply(message);
                },
                ListenerThreads.of(this::work),
                new AssignmentListener() {},
                1);
        this.consumer = new GroupConsumer(loop, client, setup, new AverageAllocation());
        port.onNotice(notice -> {
            if (notice instanceof BrokerNotice.MembersChanged) {
                consumer.membersChanged();
            }
        });
    }

    public SimulatedMember start() {
        client.routes().start();
        client.heartbeats().start();
        consumer.start();
        return this;
    }

    /** What the application does with each message from now on. */
    public void listener(Function<Message, ConsumeResult> code) {
        listener = code;
    }

    /** Whether the application's executor takes no more work. */
    public void workersBusy(boolean busy) {
        this.workersBusy = busy;
    }

    private void work(Runnable task) {
        if (workersBusy) {
            throw new RejectedExecutionException("all workers are busy");
        }
        scheduler.execute(task);
    }

    public GroupConsumer consumer() {
        return consumer;
    }

    public SortedSet<MessageQueue> assignment() {
        return consumer.snapshot().assignment();
    }

    /** Everything the listener was called with, in order. */
    public List<Message> delivered() {
        return delivered;
    }

    public List<String> deliveredIds() {
        return delivered.stream().map(Message::messageId).toList();
    }
}
