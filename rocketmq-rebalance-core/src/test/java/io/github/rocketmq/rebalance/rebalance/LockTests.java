package io.github.rocketmq.rebalance.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One queue under a lock: the arrows of its life. */
class LockTests {

    private static final ClientId SELF = new ClientId("10.0.0.1@1");
    private static final ClientId OTHER = new ClientId("10.0.0.0@0");
    private static final MessageQueue QUEUE = new MessageQueue("t", "broker-a", 0);
    private static final LockPolicy LOCKS = LockPolicy.DEFAULT;
    private static final RebalancePolicy POLICY = new RebalancePolicy(
            20_000, 1000, 1000, 15_000, 10_000, 5000, Optional.of(LOCKS), ConvergencePolicy.DEFAULT);

    private final RebalanceMachine machine =
            new RebalanceMachine(new ConsumerGroup("g"), SELF, new AverageAllocation());
    private long now = 1_000_000;
    private GroupState state = GroupState.initial(POLICY);
    private List<Action> actions = List.of();

    @Test
    void aQueueIsLockedBeforeItsOffsetIsRead() {
        join();

        assertThat(all(Action.Lock.class)).containsExactly(new Action.Lock(QUEUE, generation()));
        assertThat(all(Action.ResolveOffset.class)).isEmpty();

        locked(now);
        assertThat(all(Action.ResolveOffset.class)).hasSize(1);
    }

    @Test
    void theLeaseCountsFromTheRequestAndEndsBeforeTheBrokersLockDoes() {
        join();
        long sentAt = now;
        pass(2000);
        locked(sentAt);
        positioned();

        assertThat(all(Action.StartConsuming.class))
                .extracting(Action.StartConsuming::until)
                .containsExactly(sentAt + LOCKS.lease());
        assertThat(LOCKS.lease()).isLessThan(60_000);
    }

    @Test
    void aRefusedLockIsAskedForAgainWithGrowingPauses() {
        join();
        for (long pause : new long[] {100, 200, 400, 800, 1000, 1000}) {
            on(new Event.LockRefused(QUEUE, generation()));
            pass(pause - 1);
            assertThat(all(Action.Lock.class)).isEmpty();
            pass(1);
            assertThat(all(Action.Lock.class)).hasSize(1);
        }
    }

    @Test
    void aLockWithUnknownOutcomeIsLeftAloneAndThenTakenBackBeforeItIsAskedForAgain() {
        join();
        on(new Event.LockFailed(QUEUE, generation(), "no answer", true));

        pass(LOCKS.uncertainPause() - 1);
        assertThat(all(Action.Lock.class)).isEmpty();
        pass(1);
        assertThat(all(Action.Unlock.class)).hasSize(1);
        assertThat(all(Action.Lock.class)).isEmpty();

        on(new Event.Unlocked(QUEUE, generation()));
        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void aLockIsRenewedAndTheLeaseExtended() {
        consume();
        pass(LOCKS.renewInterval());
        assertThat(all(Action.Lock.class)).hasSize(1);

        long sentAt = now;
        pass(300);
        locked(sentAt);

        assertThat(all(Action.ExtendLease.class))
                .containsExactly(new Action.ExtendLease(QUEUE, generation(), sentAt + LOCKS.lease()));
    }

    @Test
    void aRenewalThatFailsIsTriedAgainWhileTheLeaseRunsOut() {
        consume();
        pass(LOCKS.renewInterval());
        on(new Event.LockFailed(QUEUE, generation(), "down", false));
        assertThat(all(Action.Lock.class)).isEmpty();

        pass(LOCKS.longestRetry());

        assertThat(all(Action.Lock.class)).hasSize(1);
        assertThat(state.queues().get(QUEUE)).isInstanceOf(QueueState.Consuming.class);
    }

    @Test
    void aRenewalThatNobodyAnswersIsSentAgain() {
        consume();
        pass(LOCKS.renewInterval());
        pass(POLICY.answerTimeout());

        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void aQueueWhoseLockAnotherMemberTookIsGivenUpWithoutACommit() {
        consume();
        pass(LOCKS.renewInterval());
        on(new Event.LockRefused(QUEUE, generation()));
        assertThat(all(Action.StopConsuming.class)).hasSize(1);

        long generation = generation();
        on(new Event.QueueDrained(QUEUE, generation));

        assertThat(all(Action.CommitFinally.class)).isEmpty();
        assertThat(all(Action.Unlock.class)).isEmpty();
        assertThat(all(Action.Forget.class)).hasSize(1);
        assertThat(all(Action.Lock.class)).as("it is still wanted").hasSize(1);
        assertThat(generation()).isGreaterThan(generation);
    }

    @Test
    void aQueueIsCommittedBeforeItIsUnlockedAndForgottenWhenThatIsConfirmed() {
        consume();
        view(OTHER, SELF);
        assertThat(all(Action.StopConsuming.class)).hasSize(1);
        on(new Event.QueueDrained(QUEUE, generation()));
        assertThat(all(Action.CommitFinally.class)).hasSize(1);
        assertThat(all(Action.Unlock.class)).isEmpty();

        on(new Event.FinalCommitConfirmed(QUEUE, generation()));
        assertThat(all(Action.Unlock.class)).hasSize(1);
        assertThat(all(Action.AnnounceRevoked.class)).isEmpty();

        on(new Event.Unlocked(QUEUE, generation()));
        assertThat(all(Action.AnnounceRevoked.class)).hasSize(1);
        assertThat(state.queues()).isEmpty();
    }

    @Test
    void aQueueThatIsWantedAgainWaitsUntilItsUnlockIsConfirmed() {
        consume();
        view(OTHER, SELF);
        on(new Event.QueueDrained(QUEUE, generation()));
        on(new Event.FinalCommitConfirmed(QUEUE, generation()));
        view(SELF);
        assertThat(all(Action.Lock.class)).isEmpty();

        on(new Event.Unlocked(QUEUE, generation()));

        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void anUnlockThatFailsIsRepeatedAFewTimesAndThenLeftToTheBrokersClock() {
        consume();
        view(OTHER, SELF);
        on(new Event.QueueDrained(QUEUE, generation()));
        on(new Event.FinalCommitConfirmed(QUEUE, generation()));
        int unlocks = 1;
        while (state.queues().containsKey(QUEUE)) {
            on(new Event.UnlockFailed(QUEUE, generation(), "down"));
            if (state.queues().containsKey(QUEUE)) {
                assertThat(all(Action.Unlock.class)).isEmpty();
                pass(LOCKS.longestRetry());
                assertThat(all(Action.Unlock.class)).hasSize(1);
                unlocks++;
            }
        }

        assertThat(unlocks).isEqualTo(5);
        assertThat(all(Action.ReportUnclean.class)).hasSize(1);
    }

    @Test
    void aLostConnectionStopsStartsUntilTheLockIsConfirmed() {
        consume();
        on(new Event.BrokerLost("broker-b"));
        assertThat(actions).noneMatch(action -> action instanceof Action.ExtendLease);

        on(new Event.BrokerLost("broker-a"));

        assertThat(all(Action.ExtendLease.class))
                .extracting(Action.ExtendLease::until)
                .allMatch(until -> until <= now);
        assertThat(all(Action.Lock.class)).as("it is asked for at once").hasSize(1);
        long sentAt = now;
        pass(50);
        locked(sentAt);
        assertThat(all(Action.ExtendLease.class))
                .extracting(Action.ExtendLease::until)
                .containsExactly(sentAt + LOCKS.lease());
    }

    @Test
    void aLeaseThatRanOutKeepsTheFinalCommitFromBeingSent() {
        consume();
        pass(LOCKS.renewInterval());
        for (int i = 0; i < 40; i++) {
            on(new Event.LockFailed(QUEUE, generation(), "down", false));
            pass(LOCKS.longestRetry());
        }
        view(OTHER, SELF);
        on(new Event.QueueDrained(QUEUE, generation()));

        assertThat(all(Action.CommitFinally.class)).isEmpty();
        assertThat(all(Action.ReportUnclean.class)).hasSize(1);
        assertThat(all(Action.Unlock.class)).hasSize(1);
    }

    @Test
    void aLockThatIsStillAskedForIsTakenBackWhenTheQueueIsNotWantedAnyMore() {
        join();
        view(OTHER, SELF);

        assertThat(all(Action.Unlock.class)).hasSize(1);
        long generation = generation();
        on(new Event.Locked(QUEUE, generation, now));
        assertThat(all(Action.ResolveOffset.class)).isEmpty();
        on(new Event.Unlocked(QUEUE, generation));
        assertThat(state.queues()).isEmpty();
    }

    @Test
    void aLateAnswerToAnEarlierHoldingChangesNothing() {
        consume();
        long before = generation();
        view(OTHER, SELF);
        on(new Event.QueueDrained(QUEUE, before));
        on(new Event.FinalCommitConfirmed(QUEUE, before));
        on(new Event.Unlocked(QUEUE, before));
        view(SELF);
        GroupState waiting = state;

        on(new Event.Locked(QUEUE, before, now));
        on(new Event.LockRefused(QUEUE, before));
        on(new Event.Unlocked(QUEUE, before));

        assertThat(state).isSameAs(waiting);
    }

    private void join() {
        on(new Event.Started());
        view(SELF);
    }

    private void consume() {
        join();
        locked(now);
        positioned();
    }

    private void locked(long sentAt) {
        on(new Event.Locked(QUEUE, generation(), sentAt));
    }

    private void positioned() {
        on(new Event.OffsetResolved(QUEUE, generation(), 7, true));
    }

    private void view(ClientId... members) {
        if (!(state.look() instanceof LookState.Looking)) {
            pass(POLICY.minInterval());
            on(new Event.LookWanted(Trigger.MANUAL));
        }
        TreeSet<MessageQueue> queues = new TreeSet<>();
        queues.add(QUEUE);
        SortedMap<String, TopicView> topics = new TreeMap<>();
        topics.put("t", new TopicView.Known(queues));
        long attempt = ((LookState.Looking) state.look()).attempt();
        on(new Event.ViewFetched(attempt, new GroupView(List.of(members), topics)));
    }

    private void pass(long millis) {
        now += millis;
        on(new Event.Woke());
    }

    private void on(Event event) {
        Transition transition = machine.on(state, event, now);
        state = transition.state();
        actions = transition.actions();
    }

    private <A extends Action> List<A> all(Class<A> type) {
        return actions.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private long generation() {
        QueueState held = state.queues().get(QUEUE);
        assertThat(held).isNotNull();
        return held.generation();
    }
}
