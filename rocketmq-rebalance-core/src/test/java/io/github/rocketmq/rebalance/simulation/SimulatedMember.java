package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.allocation.BroadcastAllocation;
import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.AsyncMessageListener;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Heartbeats;
import io.github.rocketmq.rebalance.client.RouteWatcher;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.consumer.GroupConsumer;
import io.github.rocketmq.rebalance.consumer.GroupSetup;
import io.github.rocketmq.rebalance.consumer.ListenerCall;
import io.github.rocketmq.rebalance.consumer.ListenerForms;
import io.github.rocketmq.rebalance.consumer.ListenerThreads;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** One production consumer in a simulation: only the network, the clock and the worker threads are not real. */
public final class SimulatedMember {

    private final VirtualScheduler scheduler;
    private final PushConsumerOptions options;
    private final SharedClient client;
    private boolean workersBusy;
    private final GroupConsumer consumer;
    private final List<Message> delivered = new ArrayList<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private final List<String> announced = new ArrayList<>();
    private AsyncMessageListener listener = message -> CompletableFuture.completedStage(ConsumeResult.consumed());

    public SimulatedMember(
            VirtualScheduler scheduler, SimulatedCluster cluster, String clientId, PushConsumerOptions options) {
        this(scheduler, cluster, clientId, options, Optional.empty());
    }

    public SimulatedMember(
            VirtualScheduler scheduler,
            SimulatedCluster cluster,
            String clientId,
            PushConsumerOptions options,
            Optional<OffsetStore> store) {
        this.scheduler = scheduler;
        this.options = options;
        ClientLoop loop = new ClientLoop(scheduler);
        RemoteCluster port = cluster.port();
        RouteWatcher routes = new RouteWatcher(loop, port.nameServer(), 30_000);
        ClientId id = new ClientId(clientId);
        Heartbeats heartbeats =
                new Heartbeats(loop, port, routes, id, 30_000, () -> Instant.ofEpochMilli(scheduler.now()));
        this.client = new SharedClient(id, port, routes, heartbeats, () -> Instant.ofEpochMilli(scheduler.now()));
        GroupSetup setup =
                new GroupSetup(options, this::call, ListenerThreads.of(this::work), new Announcements(), store, 1);
        this.consumer = new GroupConsumer(
                loop,
                client,
                setup,
                options.model() == MessageModel.BROADCASTING ? new BroadcastAllocation() : new AverageAllocation());
        port.onNotice(notice -> {
            if (notice instanceof BrokerNotice.MembersChanged) {
                consumer.membersChanged();
            } else if (notice instanceof BrokerNotice.Disconnected disconnected) {
                consumer.brokerLost(disconnected.broker());
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
        listener = message -> CompletableFuture.completedStage(code.apply(message));
    }

    /** The same for code that answers later. */
    public void asyncListener(AsyncMessageListener code) {
        listener = code;
    }

    /** What the application does with each message takes this many virtual milliseconds. */
    public void slowListener(long millis) {
        listener = message -> {
            CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
            scheduler.at(scheduler.now() + millis, () -> answer.complete(ConsumeResult.consumed()));
            return answer;
        };
    }

    /** How many messages each call of the listener got. */
    public List<Integer> batchSizes() {
        return batchSizes;
    }

    private void call(List<Message> messages, ListenerCall.Results results) {
        batchSizes.add(messages.size());
        new ListenerForms(options.consume().undecodable())
                .async(message -> {
                    delivered.add(message);
                    return listener.onMessage(message);
                })
                .call(messages, results);
    }

    /** What it announced of queues, such as "revoked orders@broker-a@0"; sorted within one announcement. */
    public List<String> announced() {
        return announced;
    }

    private final class Announcements implements AssignmentListener {
        @Override
        public void onAssigned(Set<MessageQueue> queues) {
            queues.forEach(queue -> announced.add("assigned " + queue));
        }

        @Override
        public void onRevoked(Set<MessageQueue> queues) {
            queues.forEach(queue -> announced.add("revoked " + queue));
        }

        @Override
        public void onLost(Set<MessageQueue> queues) {
            queues.forEach(queue -> announced.add("lost " + queue));
        }
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
