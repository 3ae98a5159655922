package io.github.rocketmq.rebalance.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When a member looks at its group. */
class ConvergenceTests {

    private static final ConvergencePolicy TIMES = ConvergencePolicy.DEFAULT;
    private static final RebalancePolicy POLICY =
            new RebalancePolicy(20_000, 1000, 1000, 15_000, 10_000, 5000, Optional.empty(), TIMES);

    private Member member = new Member("c0");

    @Test
    void theFirstNewsIsFollowedByALookWithinHalfASecondAndNeverAtOnce() {
        List<Long> delays = IntStream.range(0, 400)
                .mapToObj(i -> new Member("c" + i).running(20).afterNews())
                .toList();

        assertThat(delays).allMatch(delay -> delay >= 200 && delay <= 500);
        assertThat(delays).anyMatch(delay -> delay < 230).anyMatch(delay -> delay > 470);
        assertThat(mean(delays)).isBetween(335.0, 365.0);
    }

    @Test
    void largeGroupsSpreadTheirLooksByOneMillisecondAMemberUpToFiveSeconds() {
        for (int members : new int[] {501, 2000, 5000, 12_000}) {
            List<Long> delays = IntStream.range(0, 50)
                    .mapToObj(i -> new Member("c" + i).running(members).afterNews())
                    .toList();
            long window = Math.min(5000, members);
            assertThat(delays).allMatch(delay -> delay >= 200 && delay <= window);
            assertThat(delays).anyMatch(delay -> delay > window * 9 / 10);
        }
    }

    @Test
    void newsUntilTheLookIsAbsorbedAndDoesNotPutItOff() {
        member.running(20);
        member.news();
        long due = member.nextLook();
        for (int i = 0; i < 10; i++) {
            member.pass(15);
            member.news();
            assertThat(member.nextLook()).isEqualTo(due);
        }
        member.passUntil(due);
        assertThat(member.looking()).isTrue();

        member.view(20);

        assertThat(member.nextLook() - member.now).isGreaterThanOrEqualTo(15_000);
    }

    @Test
    void newsDuringALookIsFollowedByOneLookASecondAfterItEnded() {
        member.running(20);
        member.news();
        member.passUntil(member.nextLook());
        member.news();
        member.pass(700);
        member.news();
        member.view(20);
        assertThat(member.nextLook() - member.now).isEqualTo(1000);
        member.news();
        assertThat(member.nextLook() - member.now).isEqualTo(1000);

        member.pass(1000);
        member.view(20);
        assertThat(member.nextLook() - member.now).isGreaterThanOrEqualTo(15_000);
    }

    @Test
    void whoeverAsksForALookGetsItAtOnceAlsoWhileNewsWaits() {
        for (Trigger prompt : List.of(Trigger.MANUAL, Trigger.ROUTE_CHANGED, Trigger.SUBSCRIPTION_CHANGED)) {
            member = new Member("c1").running(20);
            member.news();
            member.on(new Event.LookWanted(prompt));
            assertThat(member.looking()).as(prompt.name()).isTrue();
        }
    }

    @Test
    void whoeverAsksDuringALookDoesNotWaitAsLongAsNewsDoes() {
        member.running(20);
        member.on(new Event.LookWanted(Trigger.MANUAL));
        member.pass(900);
        member.news();
        member.on(new Event.LookWanted(Trigger.MANUAL));
        member.news();
        member.view(20);

        assertThat(member.nextLook() - member.now).isEqualTo(100);
    }

    @Test
    void aMemberThatStartsLooksAtOnce() {
        member.on(new Event.Started());

        assertThat(member.looking()).isTrue();
    }

    @Test
    void twoLooksAreNeverCloserThanTheMinimumInterval() {
        member.running(20);
        member.on(new Event.LookWanted(Trigger.MANUAL));
        member.view(20);

        member.news();

        assertThat(member.nextLook() - member.now).isEqualTo(POLICY.minInterval());
    }

    @Test
    void pollsComeAfterTheIntervalAQuarterMoreOrLess() {
        List<Long> pauses = pauses(20, 20_000);

        assertThat(pauses).allMatch(pause -> pause >= 15_000 && pause <= 25_000);
        assertThat(pauses).anyMatch(pause -> pause < 15_500).anyMatch(pause -> pause > 24_500);
        assertThat(mean(pauses)).isBetween(19_700.0, 20_300.0);
    }

    @Test
    void pollsGrowRarerWithTheGroupButNotBeyondAMinute() {
        assertThat(mean(pauses(1000, 20_000))).isBetween(19_700.0, 20_300.0);
        assertThat(mean(pauses(2000, 20_000))).isBetween(39_400.0, 40_600.0);
        assertThat(mean(pauses(10_000, 20_000))).isBetween(59_100.0, 60_900.0);
    }

    @Test
    void theConfiguredIntervalIsTheBaseEvenAboveAMinute() {
        assertThat(pauses(20, 5000)).allMatch(pause -> pause >= 3750 && pause <= 6250);
        assertThat(mean(pauses(10_000, 300_000))).isBetween(295_500.0, 304_500.0);
    }

    @Test
    void anIntervalThatChangesHoldsAtOnceAndKeepsItsJitter() {
        List<Long> pauses = IntStream.range(0, 100)
                .mapToObj(i -> {
                    Member changed = new Member("c" + i).running(20);
                    changed.on(new Event.IntervalChanged(4000));
                    return changed.nextLook() - changed.state.lastLookAt();
                })
                .toList();

        assertThat(pauses).allMatch(pause -> pause >= 3000 && pause <= 5000);
        assertThat(pauses.stream().distinct().count()).isGreaterThan(80);
    }

    @Test
    void aMemberDrawsAnotherPauseAfterEveryLookAndTheSameInEveryRun() {
        assertThat(polls("c7")).isEqualTo(polls("c7")).isNotEqualTo(polls("c8")).doesNotHaveDuplicates();
    }

    @Test
    void theSameMembersAndQueuesAgainCauseNothing() {
        member.running(20);
        member.news();
        member.passUntil(member.nextLook());
        member.view(20);

        assertThat(member.actions)
                .allMatch(action -> action instanceof Action.ReportLook || action instanceof Action.WakeAt);
        assertThat(member.state.lastOutcome().orElseThrow().repeats(member.outcome))
                .isTrue();
    }

    private static List<Long> pauses(int members, long interval) {
        return IntStream.range(0, 400)
                .mapToObj(i -> {
                    Member polling = new Member("c" + i);
                    polling.on(new Event.IntervalChanged(interval));
                    polling.running(members);
                    return polling.nextLook() - polling.now;
                })
                .toList();
    }

    private static List<Long> polls(String id) {
        Member polling = new Member(id).running(20);
        return Stream.generate(() -> {
                    long pause = polling.nextLook() - polling.now;
                    polling.passUntil(polling.nextLook());
                    polling.view(20);
                    return pause;
                })
                .limit(20)
                .toList();
    }

    private static double mean(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).average().orElseThrow();
    }

    /** One member on its own clock. */
    private static final class Member {

        private final ClientId self;
        private final RebalanceMachine machine;
        private GroupState state = GroupState.initial(POLICY);
        private List<Action> actions = List.of();
        private LookOutcome outcome =
                new LookOutcome(Trigger.START, 0, 0, 0, 0, 0, new TreeSet<>(), new TreeSet<>(), List.of(), true);
        private long now = 1_000_000;

        Member(String id) {
            this.self = new ClientId(id);
            this.machine = new RebalanceMachine(new ConsumerGroup("g"), self, new AverageAllocation());
        }

        /** In a group of so many, its queues taken, the next look due by its interval. */
        Member running(int members) {
            on(new Event.Started());
            pass(POLICY.minInterval());
            view(members);
            state.queues().forEach((queue, held) -> on(new Event.OffsetResolved(queue, held.generation(), 0, true)));
            outcome = state.lastOutcome().orElseThrow();
            return this;
        }

        long afterNews() {
            news();
            return nextLook() - now;
        }

        void news() {
            on(new Event.LookWanted(Trigger.NOTIFIED));
        }

        void view(int members) {
            List<ClientId> ids = new ArrayList<>(List.of(self));
            IntStream.range(1, members).forEach(i -> ids.add(new ClientId("other" + i)));
            SortedMap<String, TopicView> topics = new TreeMap<>();
            topics.put("t", new TopicView.Known(new TreeSet<>(List.of(new MessageQueue("t", "broker-a", 0)))));
            on(new Event.ViewFetched(((LookState.Looking) state.look()).attempt(), new GroupView(ids, topics)));
        }

        boolean looking() {
            return state.look() instanceof LookState.Looking;
        }

        long nextLook() {
            return ((LookState.Resting) state.look()).nextAt();
        }

        void passUntil(long time) {
            pass(time - now);
        }

        void pass(long millis) {
            now += millis;
            on(new Event.Woke());
        }

        void on(Event event) {
            Transition transition = machine.on(state, event, now);
            state = transition.state();
            actions = transition.actions();
        }
    }
}
