package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.UndecodablePolicy;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Heartbeats;
import io.github.rocketmq.rebalance.client.RouteWatcher;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.processing.ByteBudget;
import io.github.rocketmq.rebalance.processing.FlowControl;
import io.github.rocketmq.rebalance.processing.MessageTerms;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.simulation.SimulatedCluster;
import io.github.rocketmq.rebalance.simulation.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When offsets are stored, and what is known of those whose answer never came. */
class OffsetCommitterTests {

    private static final String NOT_SURE = "whether this member still has its lock is not sure";
    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    private static final OffsetCommitter.Times TIMES = new OffsetCommitter.Times(5000, 30_000, 10_000);

    private final VirtualScheduler time = new VirtualScheduler();
    private final ClientLoop loop = new ClientLoop(time);
    private final SharedClient client = client();
    private final Store store = new Store();
    private final List<HeldQueue> held = new ArrayList<>();
    private boolean sure = true;

    @Test
    void manyQueuesAreSpreadOverTheInterval() {
        hold(400, OptionalLong.empty());
        committer(TIMES);
        time.advance(5000);

        assertThat(store.writes).hasSize(400);
        Map<Long, Long> perPart = store.writes.stream()
                .collect(Collectors.groupingBy(write -> write.at() / 500, TreeMap::new, Collectors.counting()));
        assertThat(perPart).hasSize(10);
        assertThat(perPart.values()).allMatch(count -> count < 70);
    }

    @Test
    void aQueueIsCommittedInTheSamePartOfEveryInterval() {
        hold(1, OptionalLong.of(0));
        committer(new OffsetCommitter.Times(5000, 5000, 10_000));
        time.advance(40_000);

        List<Long> pauses = IntStream.range(1, store.writes.size())
                .mapToObj(
                        i -> store.writes.get(i).at() - store.writes.get(i - 1).at())
                .toList();
        assertThat(pauses).hasSizeGreaterThan(5).containsOnly(5000L);
    }

    @Test
    void whatDidNotChangeIsCommittedAgainEveryThirtySeconds() {
        hold(20, OptionalLong.of(0));
        committer(TIMES);
        time.advance(29_000);
        assertThat(store.writes).isEmpty();

        time.advance(300_000);
        assertThat(store.writes).hasSizeBetween(20 * 8, 20 * 10);
    }

    @Test
    void orNeverIfSoConfigured() {
        hold(20, OptionalLong.of(0));
        committer(new OffsetCommitter.Times(5000, Long.MAX_VALUE, 10_000));
        time.advance(300_000);

        assertThat(store.writes).isEmpty();
    }

    @Test
    void oneCommitOfAQueueIsUnderWayAtMost() {
        hold(1, OptionalLong.empty());
        store.silent = true;
        committer(TIMES);
        time.advance(60_000);

        assertThat(store.writes).hasSize(1);
    }

    @Test
    void aQueueWhoseLockIsNotSureIsNotCommitted() {
        HeldQueue queue = hold(1, OptionalLong.empty());
        queue.startableUntil(time.now() + 7000);
        committer(new OffsetCommitter.Times(5000, 5000, 10_000));
        time.advance(60_000);
        assertThat(store.writes).allMatch(write -> write.at() < 7000);

        queue.startableUntil(time.now() + 7000);
        int before = store.writes.size();
        time.advance(5000);
        assertThat(store.writes).hasSize(before + 1);
    }

    @Test
    void aQueueThatIsBeingGivenUpIsCommittedByItsLastCommitOnly() {
        HeldQueue queue = hold(1, OptionalLong.empty());
        committer(TIMES);
        queue.puller().stop();
        time.advance(60_000);

        assertThat(store.writes).isEmpty();
    }

    @Test
    void aCommitWithoutAnswerIsInDoubtForTenSecondsFromSending() {
        HeldQueue queue = hold(1, OptionalLong.empty());
        assertThat(queue.doubtfulUntil()).isZero();
        store.failure = new RemoteException.OutcomeUnknown("no answer", null);
        committer(TIMES);
        time.await("it is sent", 5000, () -> store.writes.size() == 1);
        long sentAt = time.now();
        time.advance(10);

        assertThat(queue.doubtfulUntil()).isEqualTo(sentAt + 10_000);
    }

    @Test
    void aCommitThatWentOutLateIsInDoubtSevenSecondsAfterItsFailure() {
        HeldQueue queue = hold(1, OptionalLong.empty());
        store.silent = true;
        committer(TIMES);
        time.await("it is asked for", 5000, () -> store.writes.size() == 1);
        time.advance(6000);
        store.answers.get(0).completeExceptionally(new RemoteException.OutcomeUnknown("no answer", null));
        time.advance(10);

        assertThat(queue.doubtfulUntil() - time.now()).isBetween(6980L, 7000L);
    }

    @Test
    void aRefusalLeavesNoDoubt() {
        HeldQueue queue = hold(1, OptionalLong.empty());
        store.failure = new RemoteException.Refused("no", 1);
        committer(TIMES);
        time.advance(6000);

        assertThat(store.writes).isNotEmpty();
        assertThat(queue.doubtfulUntil()).isZero();
    }

    @Test
    void onlyACommitThatIsSentAfterTheDoubtEndsItAndItIsSentSoon() {
        HeldQueue queue = hold(1, OptionalLong.of(0));
        queue.doubtful(time.now() + 10_000);
        queue.committed(0, time.now() + 9999);
        assertThat(queue.doubtfulUntil()).isEqualTo(time.now() + 10_000);
        committer(TIMES);
        time.advance(9999);
        assertThat(store.writes).isEmpty();

        time.advance(5100);

        assertThat(store.writes).hasSize(1);
        assertThat(queue.doubtfulUntil()).isZero();
    }

    @Test
    void theLastCommitIsSentAlthoughNothingChangedIfAnEarlierOneIsInDoubt() {
        HeldQueue queue = hold(1, OptionalLong.of(0));
        OffsetCommitter committer = committer(TIMES);
        List<String> told = new ArrayList<>();
        loop.run(() -> committer.commitFinally(
                queue, OptionalLong.empty(), () -> told.add("same"), (reason, until) -> told.add(reason)));
        time.advance(10);
        assertThat(store.writes).isEmpty();

        queue.doubtful(time.now());
        loop.run(() -> committer.commitFinally(
                queue, OptionalLong.empty(), () -> told.add("sent"), (reason, until) -> told.add(reason)));
        time.advance(10);

        assertThat(store.writes).hasSize(1);
        assertThat(told).containsExactly("same", "sent");
    }

    @Test
    void aMovedOffsetIsStoredAfterTheCommitUnderWay() {
        assertThat(moveDuringACommit(() -> {})).containsExactly("moved");
        assertThat(store.writes).hasSize(2);
    }

    @Test
    void aMovedOffsetIsNotStoredIfTheQueueIsNoLongerSureWhenItsTurnComes() {
        assertThat(moveDuringACommit(() -> sure = false)).containsExactly(NOT_SURE);
        assertThat(store.writes).hasSize(1);
    }

    @Test
    void aMovedOffsetIsNotStoredWhileTheQueueIsNotSure() {
        HeldQueue queue = hold(1, OptionalLong.of(0));
        OffsetCommitter committer = committer(TIMES);
        sure = false;
        List<String> told = new ArrayList<>();
        loop.run(() -> committer.commitMoved(queue, 3, () -> told.add("moved"), (reason, until) -> told.add(reason)));
        time.advance(10);

        assertThat(told).containsExactly(NOT_SURE);
        assertThat(store.writes).isEmpty();
    }

    @Test
    void theLastCommitIsNotSentIfTheQueueIsNoLongerSureWhenItsTurnComes() {
        HeldQueue queue = hold(1, OptionalLong.of(0));
        store.silent = true;
        OffsetCommitter committer = committer(TIMES);
        List<String> told = new ArrayList<>();
        loop.run(() -> committer.commitMoved(queue, 3, () -> {}, (reason, until) -> {}));
        loop.run(() -> committer.commitFinally(
                queue, OptionalLong.empty(), () -> told.add("sent"), (reason, until) -> told.add(reason)));
        time.advance(10);
        sure = false;
        store.answers.get(0).complete(null);
        time.advance(10);

        assertThat(told).containsExactly(NOT_SURE);
        assertThat(store.writes).hasSize(1);
    }

    /** Says what is told of a move that has to wait for a commit. */
    private List<String> moveDuringACommit(Runnable meanwhile) {
        HeldQueue queue = hold(1, OptionalLong.of(0));
        store.silent = true;
        OffsetCommitter committer = committer(TIMES);
        List<String> told = new ArrayList<>();
        loop.run(() -> committer.commitMoved(queue, 2, () -> {}, (reason, until) -> {}));
        loop.run(() -> committer.commitMoved(queue, 3, () -> told.add("moved"), (reason, until) -> told.add(reason)));
        time.advance(10);
        assertThat(told).isEmpty();
        assertThat(store.writes).hasSize(1);

        meanwhile.run();
        store.silent = false;
        store.answers.get(0).complete(null);
        time.advance(10);
        return told;
    }

    private OffsetCommitter committer(OffsetCommitter.Times times) {
        OffsetCommitter committer = new OffsetCommitter(loop, store, times, () -> held, queue -> sure);
        loop.run(committer::start);
        time.advance(0);
        return committer;
    }

    /** Holds so many queues; answers the last. */
    private HeldQueue hold(int queues, OptionalLong stored) {
        for (int i = 0; i < queues; i++) {
            MessageQueue queue = new MessageQueue("orders", "broker-a", i);
            ProcessQueue window = new ProcessQueue(queue, 0, new ByteBudget(1), MessageTerms.NONE);
            held.add(new HeldQueue(1, window, idle(window), 0, stored.isPresent(), Long.MAX_VALUE));
        }
        return held.get(held.size() - 1);
    }

    /** Is never told to pull. */
    private QueuePuller idle(ProcessQueue window) {
        PullSettings settings = new PullSettings(
                GROUP, Subscription.all("orders"), 1, 32, Duration.ofSeconds(15), new FlowControl(1, 1, 1));
        return new QueuePuller(
                loop,
                client,
                window,
                () -> settings,
                new RawBurial(loop, client, GROUP, UndecodablePolicy.STOP_QUEUE),
                new ConsumeStats(time::now, new RunningCalls(1, System::nanoTime)),
                new QueuePuller.Progress() {
                    @Override
                    public void onAdmitted() {}

                    @Override
                    public void onOffsetMoved(long offset) {}
                });
    }

    private SharedClient client() {
        RemoteCluster port = new SimulatedCluster(time, 1, 2).port();
        RouteWatcher routes = new RouteWatcher(loop, port.nameServer(), 30_000);
        ClientId id = new ClientId("c");
        InstantSource clock = () -> Instant.ofEpochMilli(time.now());
        return new SharedClient(id, port, routes, new Heartbeats(loop, port, routes, id, 30_000, clock), clock);
    }

    private record Write(MessageQueue queue, long at) {}

    /** Answers in its own way after a millisecond. */
    private final class Store implements OffsetStore {

        private final long startedAt = time.now();
        private final List<Write> writes = new ArrayList<>();
        private final List<CompletableFuture<Void>> answers = new ArrayList<>();
        private RuntimeException failure = new IllegalStateException("none");
        private boolean silent;

        @Override
        public CompletionStage<OptionalLong> read(MessageQueue queue) {
            return CompletableFuture.completedStage(OptionalLong.empty());
        }

        @Override
        public CompletionStage<Void> write(MessageQueue queue, long offset) {
            writes.add(new Write(queue, time.now() - startedAt - 1));
            CompletableFuture<Void> answer = new CompletableFuture<>();
            answers.add(answer);
            if (!silent) {
                time.at(time.now() + 1, () -> {
                    if (failure instanceof RemoteException) {
                        answer.completeExceptionally(failure);
                    } else {
                        answer.complete(null);
                    }
                });
            }
            return answer;
        }
    }
}
