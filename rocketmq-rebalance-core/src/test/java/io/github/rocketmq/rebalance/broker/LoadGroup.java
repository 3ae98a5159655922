package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A new group on a new topic with members that come and go under load, and how long it takes to be balanced again. */
final class LoadGroup implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int LEAST_GAP_MILLIS = 300;
    private static final int GAP_SPREAD_MILLIS = 500;

    private final TestCluster cluster;
    private final String topic;
    private final String group;
    private final Set<MessageQueue> queues = new TreeSet<>();
    private final Map<String, LoadMember> members = new LinkedHashMap<>();
    private final DeliveryLog log = new DeliveryLog();
    // Always the same gaps, but of many lengths, so that changes meet all phases of commits and renewals.
    private final Random gaps = new Random(1);

    LoadGroup(TestCluster cluster, int queuesPerBroker) {
        this.cluster = cluster;
        this.topic = SharedCluster.unique("load");
        this.group = SharedCluster.unique("load-group");
        cluster.createTopic(topic, queuesPerBroker);
        for (String broker : cluster.brokerNames()) {
            for (int queue = 0; queue < queuesPerBroker; queue++) {
                queues.add(new MessageQueue(topic, broker, queue));
            }
        }
    }

    DeliveryLog log() {
        return log;
    }

    String topic() {
        return topic;
    }

    /** Sends to the topic from now on. */
    SteadyProducer produce(int rate) {
        return new SteadyProducer(cluster.nameServerAddress(), topic, rate, log);
    }

    /** A member that has not joined. */
    LoadMember member(LoadMember.Kind kind, String name) {
        return member(kind, name, cluster.nameServerAddress());
    }

    /** A member that has not joined and reaches the cluster by another name server. */
    LoadMember member(LoadMember.Kind kind, String name, String nameServers) {
        return kind.member(name, nameServers, group, topic, log);
    }

    /** A member joins; how long it takes until all queues are consumed by their new owners. */
    Duration join(LoadMember member) {
        long since = begin();
        start(member);
        return awaitBalanced("balance after " + member.name() + " joined", since);
    }

    /** Joins without waiting for anything. */
    void start(LoadMember member) {
        members.put(member.name(), member);
        member.start();
    }

    /** A member leaves; how long it takes until all queues are consumed by their new owners. */
    Duration leave(String name) {
        long since = begin();
        leaveWithoutWaiting(name);
        return awaitBalanced("balance after " + name + " left", since);
    }

    /** A member leaves, and at once another joins. */
    Duration replace(String name, LoadMember successor) {
        long since = begin();
        leaveWithoutWaiting(name);
        start(successor);
        return awaitBalanced("balance after " + successor.name() + " replaced " + name, since);
    }

    /** The member is not there any more, whyever. */
    void forget(String name) {
        members.remove(name);
    }

    private void leaveWithoutWaiting(String name) {
        LoadMember member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException("no member '" + name + "' among " + members.keySet());
        }
        member.leave();
        members.remove(name);
    }

    /** The begin of a change, which {@link #awaitBalanced} wants to know. */
    long begin() {
        long now = System.nanoTime();
        log.mark();
        return now;
    }

    /**
     * Waits until each queue is consumed by exactly one member and no member has two more than another, and a bit more to
     * see that it stays so.
     *
     * @param since begin of the change
     * @return the time from then until the last queue was consumed by its owner and by nobody else
     */
    Duration awaitBalanced(String what, long since) {
        while (true) {
            await(what).pollDelay(POLL).pollInterval(POLL).atMost(PATIENCE).untilAsserted(() -> assertThat(balance())
                    .as(this::shares)
                    .isPresent());
            Optional<Balance> balance = balance();
            pass(Duration.ofMillis(LEAST_GAP_MILLIS + gaps.nextInt(GAP_SPREAD_MILLIS)));
            if (balance.isPresent() && balance.equals(balance())) {
                return Duration.ofNanos(balance.get().since() - since);
            }
        }
    }

    /** Lets time pass under load. */
    static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }

    /** Waits until listeners have returned from all that was sent. */
    void awaitAllDone() {
        await("all messages").atMost(PATIENCE).until(log::isAllDone);
    }

    /** The queues that a member consumes, without the retry topic's. */
    Set<MessageQueue> share(LoadMember member) {
        return member.assignment().stream().filter(queues::contains).collect(Collectors.toSet());
    }

    /** How far the group is from the end of all queues by what the brokers know. */
    long uncommitted() {
        return queues.stream()
                .mapToLong(queue -> cluster.maxOffset(topic, queue.brokerName(), queue.queueId())
                        - Math.max(0, cluster.committedOffset(group, topic, queue.brokerName(), queue.queueId())))
                .sum();
    }

    /** All members leave, one after the other. */
    @Override
    public void close() {
        Set.copyOf(members.keySet()).forEach(this::leaveWithoutWaiting);
    }

    /** All queues are shared evenly and consumed by their owners, the last one since then. */
    private record Balance(Map<MessageQueue, String> owners, long since) {}

    private Optional<Balance> balance() {
        Optional<Map<MessageQueue, String>> owners = owners();
        if (owners.isEmpty()) {
            return Optional.empty();
        }
        long last = Long.MIN_VALUE;
        for (Map.Entry<MessageQueue, String> owner : owners.get().entrySet()) {
            OptionalLong since = log.ownedSince(owner.getValue(), owner.getKey());
            if (since.isEmpty()) {
                return Optional.empty();
            }
            last = Math.max(last, since.getAsLong());
        }
        return Optional.of(new Balance(owners.get(), last));
    }

    private String shares() {
        StringBuilder text = new StringBuilder("who consumes what of " + topic);
        for (LoadMember member : members.values()) {
            text.append("; ").append(member.name()).append(':');
            new TreeSet<>(share(member)).forEach(queue -> text.append(' ')
                    .append(queue.brokerName())
                    .append('/')
                    .append(queue.queueId())
                    .append(log.ownedSince(member.name(), queue).isPresent() ? "" : " (not begun)"));
            text.append(member.troubles());
        }
        return text.toString();
    }

    /** Who has which queue; empty unless all are shared evenly. */
    private Optional<Map<MessageQueue, String>> owners() {
        Map<MessageQueue, String> owners = new TreeMap<>();
        Map<String, Integer> shares = new HashMap<>();
        for (LoadMember member : members.values()) {
            Set<MessageQueue> share = share(member);
            shares.put(member.name(), share.size());
            for (MessageQueue queue : share) {
                if (owners.put(queue, member.name()) != null) {
                    return Optional.empty();
                }
            }
        }
        int most = shares.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        int least = shares.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        return owners.keySet().equals(queues) && most - least <= 1 ? Optional.of(owners) : Optional.empty();
    }
}
