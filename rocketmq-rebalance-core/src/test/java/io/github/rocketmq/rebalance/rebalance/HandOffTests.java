package io.github.rocketmq.rebalance.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.ClientId;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The hand-off of one queue of a concurrent group, one rule after the other. */
class HandOffTests extends OneQueue {

    private static final LockPolicy LOCKS = LockPolicy.CONCURRENT;

    HandOffTests() {
        super(LOCKS);
    }

    @Test
    void aCommitThatMayStillLandKeepsTheLockUntilItCannotAndIsRepeated() {
        givenUp();
        on(new Event.FinalCommitFailed(QUEUE, generation(), "no answer", now + LOCKS.commitLife()));
        assertThat(all(Action.Unlock.class)).isEmpty();

        pass(LOCKS.commitLife() - 1);
        assertThat(all(Action.CommitFinally.class)).isEmpty();
        passSilently(1);
        assertThat(all(Action.CommitFinally.class)).hasSize(1);
        assertThat(all(Action.Unlock.class)).isEmpty();

        on(new Event.FinalCommitConfirmed(QUEUE, generation()));
        assertThat(all(Action.Unlock.class)).hasSize(1);
    }

    @Test
    void aRenewalThatMayStillLandIsTakenBackAfterTheUnlock() {
        consume();
        pass(LOCKS.renewInterval());
        on(new Event.LockFailed(QUEUE, generation(), "no answer", OptionalLong.of(now)));
        view(OTHER, SELF);
        on(new Event.QueueDrained(QUEUE, generation()));
        on(new Event.FinalCommitConfirmed(QUEUE, generation()));
        assertThat(all(Action.Unlock.class)).hasSize(1);

        on(new Event.Unlocked(QUEUE, generation()));
        assertThat(all(Action.AnnounceRevoked.class)).hasSize(1);
        assertThat(state.queues().get(QUEUE)).isInstanceOf(QueueState.Barred.class);

        pass(LOCKS.uncertainPause());
        assertThat(all(Action.Unlock.class)).hasSize(1);
        on(new Event.Unlocked(QUEUE, generation()));
        assertThat(state.queues()).isEmpty();
    }

    @Test
    void anUnlockThatMayStillLandKeepsTheLockFromBeingAskedFor() {
        givenUp();
        on(new Event.FinalCommitConfirmed(QUEUE, generation()));
        long sentAt = now;
        on(new Event.UnlockFailed(QUEUE, generation(), "no answer", OptionalLong.of(sentAt)));
        pass(LOCKS.longestRetry());
        on(new Event.Unlocked(QUEUE, generation()));
        view(SELF);
        assertThat(all(Action.Lock.class)).isEmpty();

        pass(sentAt + LOCKS.uncertainPause() - now);
        assertThat(all(Action.Lock.class)).isEmpty();
        on(new Event.Unlocked(QUEUE, generation()));
        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void aNewcomerWaitsAtABrokerThatJustStarted() {
        on(new Event.Started());
        view(SELF);
        assertThat(all(Action.AskUptime.class)).containsExactly(new Action.AskUptime(BROKER, LOCKS.settleTime()));
        on(new Event.HeartbeatConfirmed(BROKER));
        on(new Event.UptimeLearned(BROKER, OptionalLong.of(3000)));
        assertThat(all(Action.Lock.class)).isEmpty();

        pass(LOCKS.settleTime() - 3000 - 1);
        assertThat(all(Action.Lock.class)).isEmpty();
        passSilently(1);
        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void aNewcomerThatCannotLearnABrokersAgeDoesNotWait() {
        on(new Event.Started());
        view(SELF);
        on(new Event.HeartbeatConfirmed(BROKER));
        on(new Event.UptimeLearned(BROKER, OptionalLong.empty()));

        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void aNewcomerWhoseConnectionBrokeWaitsUnlessTheBrokerHasBeenUpForLong() {
        join();
        on(new Event.LockRefused(QUEUE, generation()));
        on(new Event.BrokerLost(BROKER));
        passSilently(LOCKS.longestRetry());
        assertThat(all(Action.Lock.class)).isEmpty();
        on(new Event.HeartbeatConfirmed(BROKER));
        assertThat(all(Action.AskUptime.class)).containsExactly(new Action.AskUptime(BROKER, 0));

        on(new Event.UptimeLearned(BROKER, OptionalLong.empty()));
        assertThat(all(Action.Lock.class)).as("its age is not known").isEmpty();
        pass(LOCKS.settleTime());
        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void aNewcomerWaitsWhenAnotherReplicaBecomesTheMaster() {
        join();
        on(new Event.LockRefused(QUEUE, generation()));
        on(new Event.MasterReplaced(BROKER));
        on(new Event.HeartbeatConfirmed(BROKER));
        passSilently(LOCKS.settleTime() - 1);
        assertThat(all(Action.Lock.class)).isEmpty();

        passSilently(1);

        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void anOwnerAsksForItsLockAtOnceWhenABrokerIsBackAndStoresItsOffsetAgain() {
        consume();
        on(new Event.MasterReplaced(BROKER));
        on(new Event.HeartbeatConfirmed(BROKER));
        assertThat(all(Action.Lock.class)).hasSize(1);

        locked(now);

        assertThat(all(Action.CommitAgain.class)).hasSize(1);
        assertThat(all(Action.ExtendLease.class)).hasSize(1);
    }

    @Test
    void anOwnerGoesOnWhileTheBrokerHasNoMasterAndAsksForItsLockWhenThereIsOne() {
        consume();
        on(new Event.BrokerLost(BROKER));
        on(new Event.MasterGone(BROKER));
        assertThat(all(Action.ExtendLease.class))
                .extracting(Action.ExtendLease::until)
                .containsExactly(Long.MAX_VALUE);
        passSilently(120_000);
        assertThat(all(Action.Lock.class)).isEmpty();

        on(new Event.MasterReplaced(BROKER));
        assertThat(all(Action.ExtendLease.class))
                .extracting(Action.ExtendLease::until)
                .allMatch(until -> until <= now);
        on(new Event.HeartbeatConfirmed(BROKER));
        assertThat(all(Action.Lock.class)).hasSize(1);
        locked(now);
        assertThat(all(Action.CheckOffset.class)).hasSize(1);
    }

    @Test
    void aQueueOfABrokerThatNeverComesBackIsForgottenInTheEnd() {
        givenUp();
        on(new Event.BrokerLost(BROKER));
        on(new Event.FinalCommitFailed(QUEUE, generation(), "not connected", 0));
        for (int i = 0; i < 70 && state.queues().containsKey(QUEUE); i++) {
            passSilently(10_000);
            if (state.queues().get(QUEUE) instanceof QueueState.Unlocking) {
                on(new Event.UnlockFailed(QUEUE, generation(), "not connected", OptionalLong.empty()));
            }
        }

        assertThat(state.queues()).isEmpty();
    }

    @Test
    void aLockThatIsGrantedAfterAGapIsTrustedWhenNobodyMovedTheOffset() {
        grantedAfterAGap();
        assertThat(all(Action.CheckOffset.class)).hasSize(1);
        assertThat(all(Action.ExtendLease.class))
                .extracting(Action.ExtendLease::until)
                .allMatch(until -> until <= now);

        on(new Event.OffsetStands(QUEUE, generation()));

        assertThat(all(Action.ExtendLease.class))
                .extracting(Action.ExtendLease::until)
                .containsExactly(now + LOCKS.lease());
        assertThat(all(Action.CommitAgain.class)).hasSize(1);
    }

    @Test
    void aQueueThatOthersConsumedInAGapIsTakenOverAnewWithoutACommit() {
        grantedAfterAGap();
        on(new Event.OffsetOvertaken(QUEUE, generation()));
        assertThat(all(Action.StopConsuming.class)).hasSize(1);

        on(new Event.QueueDrained(QUEUE, generation()));
        assertThat(all(Action.CommitFinally.class)).isEmpty();
        assertThat(all(Action.Unlock.class)).hasSize(1);
        on(new Event.Unlocked(QUEUE, generation()));

        on(new Event.UptimeLearned(BROKER, OptionalLong.of(3_600_000)));
        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void anOffsetThatCouldNotBeStoredIsStoredWhenTheBrokerIsBackHoweverLongItWasAway() {
        consume();
        on(new Event.BrokerLost(BROKER));
        view(OTHER, SELF);
        on(new Event.QueueDrained(QUEUE, generation()));
        assertThat(all(Action.CommitFinally.class)).isEmpty();

        passSilently(2 * policy.commitTimeout() + policy.answerTimeout() + LOCKS.settleTime());
        on(new Event.HeartbeatConfirmed(BROKER));
        locked(now);
        on(new Event.OffsetStands(QUEUE, generation()));
        assertThat(all(Action.CommitFinally.class)).hasSize(1);
        on(new Event.FinalCommitFailed(QUEUE, generation(), "busy", 0));
        assertThat(all(Action.Unlock.class)).isEmpty();
        pass(policy.retryInterval());
        assertThat(all(Action.CommitFinally.class)).hasSize(1);
        on(new Event.FinalCommitConfirmed(QUEUE, generation()));

        assertThat(all(Action.Unlock.class)).hasSize(1);
    }

    @Test
    void anOffsetThatCannotBeCheckedIsCheckedAgain() {
        grantedAfterAGap();
        on(new Event.OffsetUnchecked(QUEUE, generation()));
        pass(LOCKS.longestRetry());
        assertThat(all(Action.Lock.class)).hasSize(1);

        locked(now);

        assertThat(all(Action.CheckOffset.class)).hasSize(1);
    }

    @Test
    void aLockIsAskedForOnlyWhereAHeartbeatWasConfirmedLately() {
        consume();
        for (long passed = 0; passed < LOCKS.heartbeatFreshness(); passed += LOCKS.renewInterval()) {
            passSilently(LOCKS.renewInterval());
            locked(now);
        }
        passSilently(LOCKS.renewInterval());
        assertThat(all(Action.Lock.class)).isEmpty();
        assertThat(all(Action.SendHeartbeatTo.class)).hasSize(1);

        on(new Event.HeartbeatConfirmed(BROKER));

        assertThat(all(Action.Lock.class)).hasSize(1);
    }

    @Test
    void theLocksOfAMemberThatIsGoneEverywhereAreGivenBackAfterAWhile() {
        joinWith(SELF, OTHER);
        view(SELF);
        long attempt = asked();
        on(new Event.MembersEverywhere(attempt, Set.of(SELF)));
        assertThat(all(Action.UnlockFor.class)).isEmpty();

        pass(3000);
        on(new Event.MembersEverywhere(asked(), Set.of(SELF)));

        assertThat(all(Action.UnlockFor.class))
                .extracting(Action.UnlockFor::member)
                .containsExactly(OTHER);
        assertThat(state.missing()).isEmpty();
    }

    @Test
    void aSurvivorThatHadNothingAtTheDeadMembersBrokerGetsToKnowIt() {
        ClientId heir = new ClientId("10.0.0.0@1");
        on(new Event.Started());
        view(OTHER, heir, SELF);
        on(new Event.HeartbeatConfirmed(BROKER));
        assertThat(all(Action.AskUptime.class)).isEmpty();

        view(heir, SELF);
        assertThat(all(Action.AskUptime.class)).hasSize(1);
        on(new Event.UptimeLearned(BROKER, OptionalLong.of(3_600_000)));
        pass(1000);
        on(new Event.MembersEverywhere(asked(), Set.of(heir, SELF)));
        pass(3000);
        on(new Event.MembersEverywhere(asked(), Set.of(heir, SELF)));

        assertThat(all(Action.UnlockFor.class))
                .extracting(Action.UnlockFor::member)
                .containsExactly(OTHER);
    }

    @Test
    void theLocksOfAMemberThatSomeBrokerStillKnowsAreLeftAlone() {
        joinWith(SELF, OTHER);
        view(SELF);
        on(new Event.MembersEverywhere(asked(), Set.of(SELF)));
        pass(3000);
        on(new Event.MembersEverywhere(asked(), Set.of(SELF, OTHER)));

        assertThat(all(Action.UnlockFor.class)).isEmpty();
        assertThat(state.missing()).isEmpty();
    }

    @Test
    void nobodyIsTakenForDeadWhileABrokerIsAway() {
        joinWith(SELF, OTHER);
        view(SELF);
        on(new Event.MembersEverywhere(asked(), Set.of(SELF)));
        on(new Event.BrokerLost(BROKER));
        passSilently(3000);
        assertThat(all(Action.AskMembersEverywhere.class)).isEmpty();
    }

    @Test
    void aMemberThatComesBackIsNotDead() {
        joinWith(SELF, OTHER);
        view(SELF);
        view(SELF, OTHER);

        assertThat(state.missing()).isEmpty();
    }

    @Test
    void aBrokerWithoutLocksHasItsQueuesConsumedWithoutAfterADelay() {
        join();
        on(new Event.LocksRefused(BROKER, "request code 41 is not supported"));
        assertThat(all(Action.ReportLockless.class)).hasSize(1);
        on(new Event.LockFailed(QUEUE, generation(), "request code 41 is not supported", OptionalLong.empty()));
        passSilently(LOCKS.fallbackDelay());
        assertThat(all(Action.ResolveOffset.class)).hasSize(1);
        positioned();

        assertThat(all(Action.StartConsuming.class))
                .extracting(Action.StartConsuming::until)
                .containsExactly(Long.MAX_VALUE);
        passSilently(120_000);
        assertThat(all(Action.Lock.class)).isEmpty();
    }

    private void joinWith(ClientId... members) {
        join();
        view(members);
        on(new Event.Woke());
    }

    private long asked() {
        assertThat(all(Action.AskMembersEverywhere.class)).hasSize(1);
        return all(Action.AskMembersEverywhere.class).get(0).attempt();
    }

    private void givenUp() {
        consume();
        view(OTHER, SELF);
        on(new Event.QueueDrained(QUEUE, generation()));
        assertThat(all(Action.CommitFinally.class)).hasSize(1);
    }

    private void grantedAfterAGap() {
        consume();
        on(new Event.BrokerLost(BROKER));
        passSilently(LOCKS.settleTime());
        on(new Event.HeartbeatConfirmed(BROKER));
        locked(now);
    }
}
