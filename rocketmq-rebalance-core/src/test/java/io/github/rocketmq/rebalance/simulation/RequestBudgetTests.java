package io.github.rocketmq.rebalance.simulation;

import static io.github.rocketmq.rebalance.simulation.RequestCounts.Kind.COMMIT;
import static io.github.rocketmq.rebalance.simulation.RequestCounts.Kind.HEARTBEAT;
import static io.github.rocketmq.rebalance.simulation.RequestCounts.Kind.LOCK;
import static io.github.rocketmq.rebalance.simulation.RequestCounts.Kind.MEMBER_LIST;
import static io.github.rocketmq.rebalance.simulation.RequestCounts.Kind.NOTICE;
import static io.github.rocketmq.rebalance.simulation.RequestCounts.Kind.READ_OFFSET;
import static io.github.rocketmq.rebalance.simulation.RequestCounts.Kind.UNLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a group of twenty members on eight brokers costs these brokers. */
class RequestBudgetTests {

    private static final int MEMBERS = 20;
    private static final int BROKERS = 8;
    private static final List<String> TOPICS = List.of("orders", "payments", "refunds");
    private static final int QUEUES_PER_BROKER = 8;

    /** Those of the topics, and one for retries on every broker. */
    private static final int QUEUES = TOPICS.size() * QUEUES_PER_BROKER * BROKERS + BROKERS;

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, BROKERS, 2);
    private final List<SimulatedMember> members = new ArrayList<>();
    private int sent;

    @Test
    void aGroupCostsNoMoreThanTheFormulasAllowAtRestAndForAJoin() {
        TOPICS.forEach(topic -> cluster.createTopic(topic, QUEUES_PER_BROKER));
        for (int i = 0; i < MEMBERS; i++) {
            members.add(member(i).start());
        }
        time.await("every queue is consumed once", 60_000, this::isBalanced);
        time.advance(60_000);

        atRest();
        aJoin();
    }

    private void atRest() {
        int seconds = 300;
        RequestCounts before = cluster.requests();
        for (int i = 0; i < seconds; i++) {
            TOPICS.forEach(
                    topic -> cluster.allQueues(topic).forEach(queue -> cluster.send(queue, "m" + ++sent, Map.of())));
            time.advance(1000);
        }
        RequestCounts steady = cluster.requests().since(before);
        double heartbeats = (double) MEMBERS * BROKERS / 30;
        double lists = (double) MEMBERS / 20;
        double commits = (double) TOPICS.size() * QUEUES_PER_BROKER * BROKERS / 5 + (double) BROKERS / 30;
        double locks = (double) MEMBERS * BROKERS / 15;
        print("at rest, per second", steady, seconds);
        System.out.printf(
                "allowed: MEMBER_LIST=%.1f HEARTBEAT=%.1f COMMIT=%.1f LOCK=%.1f%n", lists, heartbeats, commits, locks);

        assertThat(steady.of(HEARTBEAT)).isBetween((int) (heartbeats * seconds * 0.9), upTo(heartbeats * seconds));
        assertThat(steady.of(MEMBER_LIST)).isBetween((int) (lists * seconds * 0.9), upTo(lists * seconds));
        assertThat(steady.of(COMMIT)).isPositive().isLessThanOrEqualTo(upTo(commits * seconds));
        assertThat(steady.of(LOCK)).isLessThanOrEqualTo(upTo(locks * seconds));
        assertThat(steady.of(UNLOCK)).isZero();
        assertThat(steady.of(READ_OFFSET)).isZero();
        assertThat(steady.of(NOTICE)).isZero();
    }

    private void aJoin() {
        Map<MessageQueue, SimulatedMember> owners = owners();
        int restHeartbeats = MEMBERS * BROKERS;
        RequestCounts before = cluster.requests();
        long joinedAt = time.now();
        members.add(member(MEMBERS).start());
        time.await("every queue is consumed once again", 5000, this::isBalanced);
        long balancedAfter = time.now() - joinedAt;
        time.advance(5000 - balancedAfter);
        RequestCounts join = cluster.requests().since(before);
        Map<MessageQueue, SimulatedMember> after = owners();
        long moved = after.entrySet().stream()
                .filter(entry -> entry.getValue() != owners.get(entry.getKey()))
                .count();
        print("a join that moved " + moved + " queues and took " + balancedAfter + " ms", join, 1);

        assertThat(join.of(NOTICE)).isEqualTo((MEMBERS + 1) * BROKERS);
        // Each member once, the new one twice because it is told of its own coming; polls may fall due meanwhile.
        assertThat(join.of(MEMBER_LIST)).isLessThanOrEqualTo(MEMBERS + 2 + MEMBERS / 3);
        assertThat(join.of(HEARTBEAT)).isLessThanOrEqualTo(BROKERS + restHeartbeats);
        assertThat(join.of(READ_OFFSET)).isEqualTo((int) moved);
        assertThat(join.of(COMMIT)).isLessThanOrEqualTo((int) moved + QUEUES / 5);
        // Who takes over asks every broker at once for all it has there, and again until the last lock is free.
        assertThat(join.of(LOCK)).isLessThanOrEqualTo((int) (4 * moved));
        assertThat(join.of(UNLOCK)).isLessThanOrEqualTo((int) moved);
    }

    private boolean isBalanced() {
        Set<MessageQueue> owned = new TreeSet<>();
        int held = 0;
        for (SimulatedMember member : members) {
            Set<MessageQueue> assignment = member.assignment();
            held += assignment.size();
            owned.addAll(assignment);
            // Each topic is shared for itself.
            if (Math.abs(assignment.size() - QUEUES / members.size()) > TOPICS.size() + 1) {
                return false;
            }
        }
        return held == QUEUES && owned.size() == QUEUES;
    }

    private Map<MessageQueue, SimulatedMember> owners() {
        Map<MessageQueue, SimulatedMember> owners = new HashMap<>();
        members.forEach(member -> member.assignment().forEach(queue -> owners.put(queue, member)));
        return owners;
    }

    private static int upTo(double allowed) {
        return (int) Math.ceil(allowed * 1.1) + MEMBERS;
    }

    private static void print(String what, RequestCounts counts, double by) {
        StringBuilder line = new StringBuilder(what).append(':');
        for (RequestCounts.Kind kind : RequestCounts.Kind.values()) {
            line.append(String.format(" %s=%.1f", kind, counts.of(kind) / by));
        }
        System.out.println(line);
    }

    private SimulatedMember member(int number) {
        PushConsumerOptions.Builder options =
                PushConsumerOptions.builder("billing").startPosition(StartPosition.earliest());
        TOPICS.forEach(options::subscribe);
        return new SimulatedMember(time, cluster, String.format("c%02d", number), options.build());
    }
}
