package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Heartbeats;
import io.github.rocketmq.rebalance.client.RouteWatcher;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.consumer.GroupConsumer;
import io.github.rocketmq.rebalance.consumer.GroupSetup;
import io.github.rocketmq.rebalance.consumer.ListenerCall;
import io.github.rocketmq.rebalance.consumer.ListenerThreads;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** One process with one production consumer: only its clock, its network and its worker threads are not real. */
final class MemberProcess implements GroupProcess {

    private static final long REFRESH = 30_000;

    private final World world;
    private final int number;
    private final int host;
    private final ProcessClock clock;
    private final ProofClient client;
    private final RouteWatcher routes;
    private final Heartbeats heartbeats;
    private final GroupConsumer consumer;
    private long resumedAt = Long.MIN_VALUE / 2;

    MemberProcess(World world, int number, int host, ProcessClock clock, SplittableRandom chance) {
        this.world = world;
        this.number = number;
        this.host = host;
        ClientId id = Allocations.id(host, number);
        this.clock = clock;
        this.client = new ProofClient(world, number, id, clock, chance);
        InstantSource wall = () -> Instant.ofEpochMilli(clock.now());
        ClientLoop loop = new ClientLoop(clock);
        this.routes = new RouteWatcher(loop, client.nameServer(), REFRESH);
        this.heartbeats = new Heartbeats(loop, client, routes, id, REFRESH, wall);
        SharedClient shared = new SharedClient(id, client, routes, heartbeats, wall);
        GroupSetup setup = new GroupSetup(
                options(world.scenario()),
                this::call,
                ListenerThreads.of(task -> clock.outsideAfter(0, task)),
                new Announcements(),
                Optional.empty(),
                1,
                world.mutant().policy());
        this.consumer = new GroupConsumer(loop, shared, setup, Allocations.standard());
        client.onNotice(this::onNotice);
    }

    private static PushConsumerOptions options(Scenario scenario) {
        return PushConsumerOptions.builder(World.GROUP.name())
                .subscribe(World.TOPIC)
                .startPosition(StartPosition.earliest())
                .mode(scenario.orderly() ? ConsumeMode.ORDERLY : ConsumeMode.CONCURRENTLY)
                .build();
    }

    /** As a client's runtime hands them on. */
    private void onNotice(BrokerNotice notice) {
        if (notice instanceof BrokerNotice.MembersChanged) {
            consumer.membersChanged();
        } else if (notice instanceof BrokerNotice.Connected connected) {
            heartbeats.connected(connected.broker());
        } else if (notice instanceof BrokerNotice.Disconnected disconnected) {
            consumer.brokerLost(disconnected.broker());
            heartbeats.lost(disconnected.broker());
        }
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int host() {
        return host;
    }

    @Override
    public ProofClient client() {
        return client;
    }

    @Override
    public void start() {
        clock.outside(() -> {
            routes.start();
            heartbeats.start();
            consumer.start();
        });
    }

    @Override
    public void leave() {
        clock.outside(() -> {
            consumer.onLeft(this::left);
            consumer.leave();
        });
    }

    private void left() {
        world.trace().add(Trace.Kind.LEFT, number, -1, 0);
        heartbeats.close();
        routes.close();
        client.links().forEach(Link::finish);
        clock.die();
        world.gone(this);
    }

    @Override
    public void resumed() {
        resumedAt = world.timeline().now();
    }

    @Override
    public long resumedAt() {
        return resumedAt;
    }

    private void call(List<Message> messages, ListenerCall.Results results) {
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            int index = i;
            int queue = world.topics().index(message.queue());
            long offset = message.queueOffset();
            world.ledger().started(number, queue, offset);
            clock.outsideAfter(world.listenerTime(number, queue, offset), () -> {
                world.ledger().ended(number, queue, offset);
                results.settle(index, ConsumeResult.consumed());
            });
        }
    }

    private final class Announcements implements AssignmentListener {
        @Override
        public void onAssigned(Set<MessageQueue> queues) {
            queues.forEach(
                    queue -> world.balance().assigned(number, world.topics().index(queue)));
        }

        @Override
        public void onRevoked(Set<MessageQueue> queues) {
            queues.forEach(
                    queue -> world.balance().revoked(number, world.topics().index(queue)));
        }
    }
}
