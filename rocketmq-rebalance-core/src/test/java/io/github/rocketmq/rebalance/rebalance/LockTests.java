package io.github.rocketmq.rebalance.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** One queue under a lock: the arrows of its life. */
class LockTests extends OneQueue {

    private static final LockPolicy LOCKS = LockPolicy.ORDERLY;

    LockTests() {
        super(LOCKS);
    }

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
        for (long pause : new long[] {100, 150, 225, 337, 505, 757, 1000, 1000}) {
            on(new Event.LockRefused(QUEUE, generation()));
            passSilently(pause - 51);
            assertThat(all(Action.Lock.class)).isEmpty();
            passSilently(51);
            assertThat(all(Action.Lock.class)).hasSize(1);
        }
    }

    @Test
    void aLockWithUnknownOutcomeIsLeftAloneAndThenTakenBackBeforeItIsAskedForAgain() {
        join();
        on(new Event.LockFailed(QUEUE, generation(), "no answer", OptionalLong.of(now)));

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
        on(new Event.LockFailed(QUEUE, generation(), "down", OptionalLong.empty()));
        assertThat(all(Action.Lock.class)).isEmpty();

        pass(LOCKS.longestRetry());

        assertThat(all(Action.Lock.class)).hasSize(1);
        assertThat(state.queues().get(QUEUE)).isInstanceOf(QueueState.Consuming.class);
    }

    @Test
    void aRenewalThatNobodyAnswersIsSentAgain() {
        consume();
        pass(LOCKS.renewInterval());
        pass(policy.answerTimeout());

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
            on(new Event.UnlockFailed(QUEUE, generation(), "down", OptionalLong.empty()));
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

        on(new Event.BrokerLost(BROKER));

        assertThat(all(Action.ExtendLease.class))
                .extracting(Action.ExtendLease::until)
                .allMatch(until -> until <= now);
        assertThat(all(Action.Lock.class)).as("the broker does not list it yet").isEmpty();
        assertThat(all(Action.SendHeartbeatTo.class)).containsExactly(new Action.SendHeartbeatTo(BROKER));

        on(new Event.HeartbeatConfirmed(BROKER));
        assertThat(all(Action.Lock.class)).as("it is asked for at once").hasSize(1);
        long sentAt = now;
        passSilently(50);
        locked(sentAt);
        assertThat(all(Action.ExtendLease.class))
                .extracting(Action.ExtendLease::until)
                .containsExactly(sentAt + LOCKS.lease());
    }

    @Test
    void aFinalCommitWaitsForALeaseThatRanOut() {
        consume();
        long lockedAt = now;
        leaseRunsOut();
        view(OTHER, SELF);
        on(new Event.QueueDrained(QUEUE, generation()));
        assertThat(all(Action.CommitFinally.class)).isEmpty();
        assertThat(state.queues()).containsKey(QUEUE);
        assertThat(now).isLessThan(lockedAt + LOCKS.brokerLife());

        locked(now);

        assertThat(all(Action.CommitFinally.class)).hasSize(1);
    }

    @Test
    void aQueueWhoseLockIsAnothersIsGivenUpWithoutTheCommitThatWaited() {
        consume();
        leaseRunsOut();
        view(OTHER, SELF);
        on(new Event.QueueDrained(QUEUE, generation()));

        on(new Event.LockRefused(QUEUE, generation()));

        assertThat(all(Action.CommitFinally.class)).isEmpty();
        assertThat(all(Action.ReportLost.class)).hasSize(1);
        assertThat(state.queues()).isEmpty();
    }

    private void leaseRunsOut() {
        pass(LOCKS.renewInterval());
        for (int i = 0; i < 35; i++) {
            on(new Event.LockFailed(QUEUE, generation(), "down", OptionalLong.empty()));
            pass(LOCKS.longestRetry());
        }
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
}
