package io.github.rocketmq.rebalance.simulation.scale;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.rebalance.GroupView;
import io.github.rocketmq.rebalance.rebalance.TopicView;
import io.github.rocketmq.rebalance.simulation.VirtualScheduler;
import io.github.rocketmq.rebalance.simulation.scale.ScaleCosts.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One group as its brokers know it: who is listed, who has which lock, and, which only the simulation knows, who consumes what.
 * All brokers list the same members.
 */
final class ScaleGroup {

    private static final long LOCK_LIFE = 60_000;

    private final ConsumerGroup name;
    private final VirtualScheduler time;
    private final ScaleCosts costs;
    private final List<String> brokers;
    private final SortedMap<String, TopicView> topics = new TreeMap<>();
    private final int queueCount;
    private final Map<ClientId, ScaleMember> connected = new TreeMap<>();
    private final Map<MessageQueue, Locked> locks = new HashMap<>();
    private final Map<MessageQueue, ScaleMember> consumers = new HashMap<>();
    private final Map<MessageQueue, Long> starts = new HashMap<>();
    private GroupView view;

    /** Who has a lock, and when it was last asked for. */
    private record Locked(ClientId member, long at) {}

    ScaleGroup(int number, ScaleScenario scenario, VirtualScheduler time, ScaleCosts costs, List<String> brokers) {
        this.name = new ConsumerGroup("group-" + number);
        this.time = time;
        this.costs = costs;
        this.brokers = brokers;
        for (int topic = 0; topic < scenario.topics(); topic++) {
            add("topic-" + number + "-" + topic, scenario.queues());
        }
        add(Topic.RETRY_PREFIX + name, brokers.size());
        this.queueCount = scenario.queuesOfAGroup();
        this.view = new GroupView(List.of(), topics);
    }

    private void add(String topic, int queues) {
        SortedSet<MessageQueue> all = new TreeSet<>();
        for (int i = 0; i < queues; i++) {
            all.add(new MessageQueue(topic, brokers.get(i % brokers.size()), i / brokers.size()));
        }
        topics.put(topic, new TopicView.Known(all));
    }

    ConsumerGroup name() {
        return name;
    }

    List<String> brokers() {
        return brokers;
    }

    /** What a look finds. The members' list and the queues are the same objects for all who look. */
    GroupView view() {
        return view;
    }

    Collection<ScaleMember> members() {
        return List.copyOf(connected.values());
    }

    /** Members that were there before the simulation begins: nobody is told of them. */
    void registerQuietly(Collection<ScaleMember> members) {
        members.forEach(member -> connected.put(member.id(), member));
        listed();
    }

    /** The heartbeat of a new member reached all brokers. */
    void register(ScaleMember member) {
        if (connected.put(member.id(), member) == null) {
            listed();
            tellAll();
        }
    }

    /** A member said good-bye to all brokers, or its connections closed. */
    void unregister(ScaleMember member) {
        connected.remove(member.id());
        listed();
        tellAll();
    }

    private void listed() {
        view = new GroupView(AllocationRequest.inOrder(new ArrayList<>(connected.keySet())), topics);
    }

    /** Every broker tells every member, the new one too. */
    private void tellAll() {
        Collection<ScaleMember> told = members();
        for (int broker = 0; broker < brokers.size(); broker++) {
            time.at(time.now() + 1 + broker % 20, () -> {
                costs.add(Kind.NOTICE, told.size());
                told.forEach(ScaleMember::notified);
            });
        }
    }

    /** Those that the member has now. */
    Set<MessageQueue> lock(ClientId member, Collection<MessageQueue> queues) {
        Set<MessageQueue> granted = new HashSet<>();
        for (MessageQueue queue : queues) {
            Locked locked = locks.get(queue);
            if (locked == null || locked.member().equals(member) || time.now() - locked.at() >= LOCK_LIFE) {
                locks.put(queue, new Locked(member, time.now()));
                granted.add(queue);
            }
        }
        return granted;
    }

    void unlock(ClientId member, Collection<MessageQueue> queues) {
        queues.forEach(queue ->
                locks.computeIfPresent(queue, (any, locked) -> locked.member().equals(member) ? null : locked));
    }

    void started(MessageQueue queue, ScaleMember member) {
        ScaleMember other = consumers.put(queue, member);
        if (other != null) {
            throw new AssertionError(queue + " is consumed by " + other.id() + " and by " + member.id());
        }
        starts.put(queue, time.now());
    }

    void ended(MessageQueue queue, ScaleMember member) {
        consumers.remove(queue, member);
    }

    /** Whether every queue is consumed by the member that means to have it, and all members agree. */
    boolean isBalanced() {
        return consumers.size() == queueCount
                && connected.values().stream()
                                .mapToInt(member -> member.target().size())
                                .sum()
                        == queueCount
                && consumers.entrySet().stream()
                        .allMatch(entry -> entry.getValue().target().contains(entry.getKey()));
    }

    /** When each queue that has another consumer since then got it. */
    List<Long> startsSince(long since) {
        return starts.values().stream().filter(start -> start >= since).toList();
    }

    /** The largest difference between two members' numbers of queues of one topic. */
    int worstSpread() {
        int worst = 0;
        for (String topic : topics.keySet()) {
            int least = Integer.MAX_VALUE;
            int most = 0;
            for (ScaleMember member : connected.values()) {
                int count = (int) member.target().stream()
                        .filter(queue -> queue.topic().equals(topic))
                        .count();
                least = Math.min(least, count);
                most = Math.max(most, count);
            }
            worst = Math.max(worst, most - least);
        }
        return worst;
    }

    /** How many brokers each member has queues at, all members together. */
    long memberBrokers() {
        return connected.values().stream()
                .mapToLong(member -> member.target().stream()
                        .map(MessageQueue::brokerName)
                        .distinct()
                        .count())
                .sum();
    }
}
