package io.github.rocketmq.rebalance.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A member of a group with one queue, fed with events by hand. */
abstract class OneQueue {

    static final ClientId SELF = new ClientId("10.0.0.1@1");
    static final ClientId OTHER = new ClientId("10.0.0.0@0");
    static final String BROKER = "broker-a";
    static final MessageQueue QUEUE = new MessageQueue("t", BROKER, 0);

    final LockPolicy locks;
    final RebalancePolicy policy;

    final RebalanceMachine machine = new RebalanceMachine(new ConsumerGroup("g"), SELF, new AverageAllocation());
    long now = 1_000_000;
    GroupState state;
    List<Action> actions = List.of();

    OneQueue(LockPolicy locks) {
        this.locks = locks;
        this.policy = new RebalancePolicy(
                20_000, 1000, 1000, 15_000, 10_000, 5000, Optional.of(locks), ConvergencePolicy.DEFAULT);
        this.state = GroupState.initial(policy);
    }

    /** The broker is met, found to be up for long, and confirms a heartbeat; the queue's lock is asked for. */
    final void join() {
        on(new Event.Started());
        view(SELF);
        on(new Event.HeartbeatConfirmed(BROKER));
        on(new Event.UptimeLearned(BROKER, OptionalLong.of(3_600_000)));
    }

    final void consume() {
        join();
        locked(now);
        positioned();
    }

    final void locked(long sentAt) {
        on(new Event.Locked(QUEUE, generation(), sentAt));
    }

    final void positioned() {
        on(new Event.OffsetResolved(QUEUE, generation(), 7, true));
    }

    final void view(ClientId... members) {
        if (!(state.look() instanceof LookState.Looking)) {
            pass(policy.minInterval());
            on(new Event.LookWanted(Trigger.MANUAL));
        }
        TreeSet<MessageQueue> queues = new TreeSet<>();
        queues.add(QUEUE);
        SortedMap<String, TopicView> topics = new TreeMap<>();
        topics.put("t", new TopicView.Known(queues));
        long attempt = ((LookState.Looking) state.look()).attempt();
        on(new Event.ViewFetched(attempt, new GroupView(List.of(members), topics)));
    }

    /** Time goes by, with heartbeats that are confirmed. */
    final void pass(long millis) {
        on(new Event.HeartbeatConfirmed(BROKER));
        passSilently(millis);
    }

    final void passSilently(long millis) {
        now += millis;
        on(new Event.Woke());
    }

    final void on(Event event) {
        Transition transition = machine.on(state, event, now);
        state = transition.state();
        actions = transition.actions();
    }

    final <A extends Action> List<A> all(Class<A> type) {
        return actions.stream().filter(type::isInstance).map(type::cast).toList();
    }

    final long generation() {
        QueueState held = state.queues().get(QUEUE);
        assertThat(held).isNotNull();
        return held.generation();
    }
}
