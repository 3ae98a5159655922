package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.BrokerSnapshot;
import io.github.rocketmq.rebalance.api.ClusterSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.api.QueueTimes;
import io.github.rocketmq.rebalance.api.RebalanceSnapshot;
import io.github.rocketmq.rebalance.api.RebalancingSnapshot;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.GroupState;
import io.github.rocketmq.rebalance.rebalance.MemberPhase;
import io.github.rocketmq.rebalance.rebalance.QueueState;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One member for people to read, made of what its parts remember. Reads memory only; any thread. */
final class GroupSnapshots {

    /** A lock that was refused so often has been waited for longer than a queue takes to change hands. */
    private static final int LONG_AWAITED = 5;

    private final ClientLoop loop;
    private final SharedClient client;
    private final String strategy;
    private final Subscriptions subscriptions;
    private final HeldQueues held;
    private final GroupReports reports;
    private final QueueConditions conditions = new QueueConditions();

    GroupSnapshots(
            ClientLoop loop,
            SharedClient client,
            String strategy,
            Subscriptions subscriptions,
            HeldQueues held,
            GroupReports reports) {
        this.loop = loop;
        this.client = client;
        this.strategy = strategy;
        this.subscriptions = subscriptions;
        this.held = held;
        this.reports = reports;
    }

    /** The member's state is another one now. Loop only. */
    void changed(GroupState state) {
        conditions.update(state.queues(), loop.now());
    }

    ConsumerSnapshot of(GroupState state, boolean paused) {
        LoopTime time = LoopTime.now(loop, client.clock());
        Set<String> topics = subscriptions.wantedTopics();
        List<QueueSnapshot> queues = new ArrayList<>();
        state.queues().forEach((queue, queueState) -> queues.add(queue(queue, queueState, time)));
        List<RebalanceSnapshot> latest = reports.latest();
        return new ConsumerSnapshot(
                subscriptions.group(),
                client.clientId(),
                memberState(state, paused),
                topics,
                queues,
                state.members(),
                latest.stream().findFirst(),
                reports.lastSuccess(),
                held.stats().undecodableMessages(),
                client.heartbeats().pulse().last(),
                pause(state, paused),
                held.stats().running().since(time),
                new RebalancingSnapshot(
                        strategy, Duration.ofMillis(state.policy().interval()), latest),
                new ClusterSnapshot(
                        client.cluster().nameServer().first().map(BrokerAddress::toString), brokers(topics)));
    }

    private QueueSnapshot queue(MessageQueue queue, QueueState state, LoopTime time) {
        QueueCondition condition = conditions.of(queue, state, time);
        return held.snapshot(queue, condition).orElseGet(() -> unpulled(queue, state, condition));
    }

    private List<BrokerSnapshot> brokers(Set<String> topics) {
        SortedMap<String, SortedSet<String>> topicsByBroker = new TreeMap<>();
        topics.forEach(topic -> client.routes().readableQueues(Set.of(topic)).stream()
                .map(MessageQueue::brokerName)
                .forEach(name -> topicsByBroker
                        .computeIfAbsent(name, n -> new TreeSet<>())
                        .add(topic)));
        return topicsByBroker.entrySet().stream()
                .flatMap(entry -> client.routes().readable(entry.getKey(), TopicRoute.MASTER_ID).stream()
                        .map(address -> broker(entry.getKey(), address, entry.getValue())))
                .toList();
    }

    private BrokerSnapshot broker(String name, BrokerAddress address, Set<String> topics) {
        var pulse = client.heartbeats().pulse();
        var last = pulse.last(address);
        BrokerSnapshot.State state = last.isPresent() ? BrokerSnapshot.State.CONNECTED : BrokerSnapshot.State.UNKNOWN;
        return new BrokerSnapshot(
                name,
                address.toString(),
                topics,
                pulse.isMissed(address) ? BrokerSnapshot.State.UNREACHABLE : state,
                last);
    }

    private static QueueSnapshot unpulled(MessageQueue queue, QueueState state, QueueCondition condition) {
        Optional<String> problem = Optional.empty();
        if (state instanceof QueueState.Unpositioned unpositioned) {
            problem = Optional.of("its offset cannot be read: " + unpositioned.reason());
        } else if (state instanceof QueueState.LockAwaited awaited && awaited.attempt() >= LONG_AWAITED) {
            problem = Optional.of("it waits for its lock: " + awaited.reason());
        }
        long unknown = HeldQueue.UNKNOWN;
        return new QueueSnapshot(
                queue,
                condition.stage(),
                unknown,
                unknown,
                unknown,
                unknown,
                0,
                0,
                0,
                problem,
                QueueTimes.since(condition.stageSince()),
                condition.lock());
    }

    private static ConsumerState memberState(GroupState state, boolean paused) {
        return switch (state.phase()) {
            case NEW -> ConsumerState.NEW;
            case JOINING, RETURNING -> ConsumerState.JOINING;
            case RUNNING -> paused ? ConsumerState.PAUSED : ConsumerState.RUNNING;
            case RELEASING, WITHDRAWING, WITHDRAWN -> ConsumerState.PAUSED;
            case DRAINING, DEPARTING -> ConsumerState.LEAVING;
            case LEFT -> ConsumerState.CLOSED;
        };
    }

    private static Optional<PauseMode> pause(GroupState state, boolean paused) {
        MemberPhase phase = state.phase();
        if (phase == MemberPhase.RELEASING || phase == MemberPhase.WITHDRAWING || phase == MemberPhase.WITHDRAWN) {
            return Optional.of(PauseMode.RELEASE);
        }
        return paused && phase == MemberPhase.RUNNING ? Optional.of(PauseMode.HOLD) : Optional.empty();
    }
}
