package io.github.rocketmq.rebalance.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RebalanceMachineTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("g");
    private static final ClientId SELF = new ClientId("a");
    private static final ClientId OTHER = new ClientId("b");
    /** No chance in the times, so that they can be reckoned with; see {@link ConvergenceTests} for those. */
    private static final ConvergencePolicy AT_ONCE = new ConvergencePolicy(0, 0, 0, 1000, 0, 0, Long.MAX_VALUE);

    private static final RebalancePolicy POLICY =
            new RebalancePolicy(20_000, 1000, 1000, 15_000, 10_000, 5000, Optional.empty(), AT_ONCE);

    private RebalanceMachine machine = new RebalanceMachine(GROUP, SELF, new AverageAllocation());
    private GroupState state = GroupState.initial(POLICY);
    private long now = 1_000_000;
    private List<Action> actions = List.of();

    @Test
    void looksAtTheGroupWhenStarted() {
        on(new Event.Started());

        assertThat(actions).hasAtLeastOneElementOfType(Action.FetchView.class);
        assertThat(state.phase()).isEqualTo(MemberPhase.JOINING);
    }

    @Test
    void asksForThePositionOfEveryQueueItShouldHold() {
        joinAlone();

        assertThat(all(Action.ResolveOffset.class))
                .extracting(Action.ResolveOffset::queue)
                .containsExactly(queue(0), queue(1), queue(2), queue(3));
        assertThat(state.phase()).isEqualTo(MemberPhase.RUNNING);
    }

    @Test
    void positioningBecomesConsumingWhenTheOffsetIsKnown() {
        joinAlone();

        on(new Event.OffsetResolved(queue(1), generation(1), 77, true));

        assertThat(all(Action.StartConsuming.class))
                .containsExactly(new Action.StartConsuming(queue(1), generation(1), 77, true, Long.MAX_VALUE));
        assertThat(state.queues().get(queue(1))).isInstanceOf(QueueState.Consuming.class);
    }

    @Test
    void anOffsetThatCannotBeReadIsAskedForAgainAndNeverGuessed() {
        joinAlone();

        on(new Event.OffsetUnresolved(queue(0), generation(0), "broker away"));
        assertThat(state.queues().get(queue(0))).isInstanceOf(QueueState.Unpositioned.class);
        assertThat(all(Action.StartConsuming.class)).isEmpty();

        pass(100);
        assertThat(all(Action.ResolveOffset.class))
                .containsExactly(new Action.ResolveOffset(queue(0), generation(0), false));
    }

    @Test
    void aQuestionForAPositionThatIsNeverAnsweredIsAskedAgain() {
        joinAlone();

        pass(POLICY.answerTimeout());

        assertThat(all(Action.ResolveOffset.class)).hasSize(4);
    }

    @Test
    void aJoiningMemberTakesItsShareByDrainCommitForget() {
        consumeAlone();

        notified();
        view(SELF, OTHER);
        assertThat(all(Action.StopConsuming.class))
                .extracting(Action.StopConsuming::queue)
                .containsExactly(queue(2), queue(3));

        on(new Event.QueueDrained(queue(2), generation(2)));
        assertThat(all(Action.CommitFinally.class))
                .containsExactly(new Action.CommitFinally(queue(2), generation(2), OptionalLong.empty()));

        on(new Event.FinalCommitConfirmed(queue(2), generation(2)));
        assertThat(all(Action.Forget.class)).extracting(Action.Forget::queue).containsExactly(queue(2));
        assertThat(all(Action.AnnounceRevoked.class)).hasSize(1);
        assertThat(state.queues()).containsOnlyKeys(queue(0), queue(1), queue(3));
    }

    @Test
    void aQueueThatComesBackWhileItDrainsIsTakenAgainOnlyAfterItsLastCommit() {
        consumeAlone();
        notified();
        view(SELF, OTHER);
        long old = generation(2);

        pass(POLICY.minInterval());
        notified();
        view(SELF);
        assertThat(all(Action.ResolveOffset.class)).isEmpty();

        on(new Event.QueueDrained(queue(2), old));
        assertThat(all(Action.ResolveOffset.class)).isEmpty();

        on(new Event.FinalCommitConfirmed(queue(2), old));
        assertThat(all(Action.ResolveOffset.class))
                .extracting(Action.ResolveOffset::queue)
                .containsExactly(queue(2));
        assertThat(generation(2)).isGreaterThan(old);
    }

    @Test
    void answersToAnEarlierHoldingChangeNothing() {
        consumeAlone();
        GroupState before = state;

        on(new Event.OffsetResolved(queue(0), generation(0) - 1, 5, true));
        on(new Event.QueueDrained(queue(0), generation(0)));
        on(new Event.FinalCommitConfirmed(queue(0), generation(0)));

        assertThat(state).isEqualTo(before);
    }

    @Test
    void aQueueIsGivenUpAfterTheDrainTimeoutAlthoughListenersRun() {
        consumeAlone();
        notified();
        view(SELF, OTHER);

        pass(POLICY.drainTimeout());

        assertThat(all(Action.ReportLost.class)).hasSize(2);
        assertThat(all(Action.CommitFinally.class)).hasSize(2);
    }

    @Test
    void theLastCommitIsTriedAgainUntilItsTimeoutAndThenReported() {
        consumeAlone();
        notified();
        view(SELF, OTHER);
        on(new Event.QueueDrained(queue(2), generation(2)));
        on(new Event.QueueDrained(queue(3), generation(3)));
        on(new Event.FinalCommitConfirmed(queue(3), generation(3)));

        int commits = 0;
        long start = now;
        while (state.queues().containsKey(queue(2))) {
            on(new Event.FinalCommitFailed(queue(2), generation(2), "broker away", 0));
            if (state.queues().containsKey(queue(2))) {
                pass(1000);
                commits += all(Action.CommitFinally.class).size();
            }
        }

        assertThat(commits).isEqualTo(5);
        assertThat(now - start).isEqualTo(POLICY.commitTimeout());
        assertThat(all(Action.ReportLost.class)).singleElement().satisfies(report -> assertThat(report.reason())
                .contains("broker away"));
    }

    @Test
    void aMovedOffsetIsCommittedAndTheQueueStartsAnewFromTheStore() {
        consumeAlone();

        on(new Event.OffsetMoved(queue(0), generation(0), 500));
        on(new Event.QueueDrained(queue(0), generation(0)));
        assertThat(all(Action.CommitFinally.class))
                .containsExactly(new Action.CommitFinally(queue(0), generation(0), OptionalLong.of(500)));

        on(new Event.FinalCommitConfirmed(queue(0), generation(0)));
        assertThat(all(Action.ResolveOffset.class))
                .extracting(Action.ResolveOffset::queue)
                .containsExactly(queue(0));
    }

    @Test
    void aListWithoutThisMemberKeepsWhatIsHeldAndSendsAHeartbeat() {
        consumeAlone();

        notified();
        view(OTHER);

        assertThat(state.target()).hasSize(4);
        assertThat(all(Action.StopConsuming.class)).isEmpty();
        assertThat(all(Action.SendHeartbeat.class)).hasSize(1);
        pass(POLICY.retryInterval());
        assertThat(all(Action.FetchView.class)).hasSize(1);
    }

    @Test
    void anEmptyOrFailedListKeepsWhatIsHeldAndIsAskedForSoon() {
        consumeAlone();

        notified();
        on(new Event.ViewFailed(attempt(), new ViewProblem.NoMemberList("broker away")));

        assertThat(state.queues()).hasSize(4);
        assertThat(state.lastOutcome().orElseThrow().successful()).isFalse();
        pass(POLICY.retryInterval());
        assertThat(all(Action.FetchView.class)).hasSize(1);
    }

    @Test
    void aTopicWithoutRouteKeepsItsQueuesWhileOthersAreShared() {
        consumeAlone();
        SortedMap<String, TopicView> topics = new TreeMap<>();
        topics.put("t", new TopicView.Unknown("name server away"));
        topics.put("u", new TopicView.Known(new TreeSet<>(List.of(new MessageQueue("u", "broker-a", 0)))));

        notified();
        on(new Event.ViewFetched(attempt(), new GroupView(List.of(SELF), topics)));

        assertThat(state.target()).hasSize(5).contains(queue(3), new MessageQueue("u", "broker-a", 0));
    }

    @Test
    void queuesThatABrokerAssignedAreTakenAsTheyAre() {
        consumeAlone();
        SortedMap<String, TopicView> topics = new TreeMap<>();
        topics.put("t", new TopicView.Assigned(new TreeSet<>(List.of(queue(1), queue(-1)))));

        notified();
        on(new Event.ViewFetched(attempt(), new GroupView(List.of(SELF), topics)));

        assertThat(state.target()).containsExactly(queue(-1), queue(1));
        assertThat(state.lastOutcome().orElseThrow().queues()).isEqualTo(2);
        assertThat(state.lastOutcome().orElseThrow().successful()).isTrue();
    }

    @Test
    void aTopicThatTheBrokerDoesNotAssignKeepsItsQueuesAndSaysWhy() {
        consumeAlone();
        SortedMap<String, TopicView> topics = new TreeMap<>();
        topics.put("t", new TopicView.Unassigned("it is busy"));

        notified();
        on(new Event.ViewFetched(attempt(), new GroupView(List.of(SELF), topics)));

        assertThat(state.target()).hasSize(4);
        assertThat(state.lastOutcome().orElseThrow().successful()).isFalse();
        assertThat(state.lastOutcome().orElseThrow().problems())
                .extracting(ViewProblem::text)
                .containsExactly("no queues of topic 't' are assigned by the broker: it is busy");
    }

    @Test
    void troubledLooksComeFurtherAndFurtherApartUpToTheInterval() {
        on(new Event.Started());
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            on(new Event.ViewFailed(attempt(), new ViewProblem.NoMemberList("away")));
            long next = ((LookState.Resting) state.look()).nextAt();
            pauses.add(next - now);
            pass(next - now);
        }

        assertThat(pauses).containsExactly(1000L, 2000L, 4000L, 8000L, 16_000L, 20_000L, 20_000L);
    }

    @Test
    void aStrategyThatThrowsChangesNothing() {
        consumeAlone();
        machine = new RebalanceMachine(GROUP, SELF, new AllocationStrategy() {
            @Override
            public String name() {
                return "BROKEN";
            }

            @Override
            public List<MessageQueue> allocate(AllocationRequest request) {
                throw new IllegalStateException("no idea");
            }
        });

        notified();
        view(SELF, OTHER);

        assertThat(state.target()).hasSize(4);
        assertThat(state.lastOutcome().orElseThrow().problems())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.text()).contains("BROKEN").contains("no idea"));
    }

    @Test
    void whatHappensDuringALookIsFollowedByOneMoreLookAfterTheMinimumInterval() {
        on(new Event.Started());
        notified();
        notified();
        assertThat(all(Action.FetchView.class)).isEmpty();

        view(SELF);
        assertThat(all(Action.FetchView.class)).isEmpty();
        pass(POLICY.minInterval());
        assertThat(all(Action.FetchView.class)).hasSize(1);

        view(SELF);
        pass(POLICY.minInterval());
        assertThat(all(Action.FetchView.class)).isEmpty();
    }

    @Test
    void aLookThatIsNeverAnsweredIsGivenUpAndTakenAgain() {
        on(new Event.Started());
        long unanswered = attempt();

        pass(POLICY.answerTimeout());
        assertThat(state.lastOutcome().orElseThrow().problems())
                .singleElement()
                .isInstanceOf(ViewProblem.Unanswered.class);

        pass(POLICY.retryInterval());
        assertThat(attempt()).isGreaterThan(unanswered);
        on(new Event.ViewFetched(unanswered, viewOf(SELF)));
        assertThat(state.target()).isEmpty();
    }

    @Test
    void aShorterIntervalHoldsAtOnce() {
        consumeAlone();

        on(new Event.IntervalChanged(3000));
        pass(3000);

        assertThat(all(Action.FetchView.class)).hasSize(1);
    }

    @Test
    void leavingDrainsCommitsAndThenTellsTheBrokers() {
        consumeAlone();

        on(new Event.LeaveRequested());
        assertThat(all(Action.StopConsuming.class)).hasSize(4);
        for (int i = 0; i < 4; i++) {
            on(new Event.QueueDrained(queue(i), generation(i)));
            assertThat(all(Action.Depart.class)).isEmpty();
            on(new Event.FinalCommitConfirmed(queue(i), generation(i)));
        }
        assertThat(all(Action.Depart.class)).hasSize(1);

        on(new Event.Departed());
        assertThat(state.phase()).isEqualTo(MemberPhase.LEFT);
    }

    @Test
    void aMemberThatLeavesTakesNoQueueEvenIfAViewArrives() {
        consumeAlone();
        notified();
        long attempt = attempt();
        on(new Event.LeaveRequested());

        on(new Event.ViewFetched(attempt, viewOf(SELF)));

        assertThat(state.target()).isEmpty();
        assertThat(state.phase()).isEqualTo(MemberPhase.DRAINING);
    }

    @Test
    void theSameResultAgainMovesNothing() {
        consumeAlone();

        pass(POLICY.interval());
        view(SELF);

        assertThat(actions).allMatch(action -> action instanceof Action.ReportLook || action instanceof Action.WakeAt);
    }

    private void joinAlone() {
        on(new Event.Started());
        view(SELF);
    }

    private void consumeAlone() {
        joinAlone();
        for (int i = 0; i < 4; i++) {
            on(new Event.OffsetResolved(queue(i), generation(i), 0, true));
        }
        pass(POLICY.minInterval());
    }

    private void notified() {
        on(new Event.LookWanted(Trigger.NOTIFIED));
    }

    private void view(ClientId... members) {
        on(new Event.ViewFetched(attempt(), viewOf(members)));
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

    private long attempt() {
        return ((LookState.Looking) state.look()).attempt();
    }

    private long generation(int queueId) {
        QueueState held = state.queues().get(queue(queueId));
        assertThat(held).isNotNull();
        return held.generation();
    }

    private static GroupView viewOf(ClientId... members) {
        TreeSet<MessageQueue> queues = new TreeSet<>();
        IntStream.range(0, 4).forEach(i -> queues.add(queue(i)));
        SortedMap<String, TopicView> topics = new TreeMap<>();
        topics.put("t", new TopicView.Known(queues));
        return new GroupView(List.of(members), topics);
    }

    private static MessageQueue queue(int id) {
        return new MessageQueue("t", "broker-a", id);
    }
}
