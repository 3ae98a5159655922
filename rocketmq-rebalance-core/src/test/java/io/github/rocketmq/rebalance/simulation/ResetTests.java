package io.github.rocketmq.rebalance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.OffsetChange;
import io.github.rocketmq.rebalance.api.OffsetChange.Result;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.ResetTarget;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the queues whose offsets the application resets. */
class ResetTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 2, 2);
    private final SimulatedMember member = member("a");

    @BeforeEach
    void createTopicAndConsumeIt() {
        cluster.createTopic("orders", 2);
        for (MessageQueue queue : queues()) {
            for (int i = 0; i < 10; i++) {
                cluster.send(queue, queue + "#" + i, Map.of());
            }
        }
        member.start();
        time.await("all are consumed", 5000, () -> member.delivered().size() == 40);
        time.advance(6000);
    }

    @Test
    void aDryRunSaysWhatWouldBeAndChangesNothing() {
        assertThat(reset(new ResetTarget.Earliest(), Set.of(), true))
                .hasSize(4)
                .extracting(OffsetChange::queue)
                .isSorted()
                .noneMatch(queue -> Topic.isRetry(queue.topic()));
        assertThat(reset(new ResetTarget.Offset(3), Set.of(queue(1)), true))
                .containsExactly(
                        new OffsetChange(queue(1), OptionalLong.of(10), OptionalLong.of(3), Result.WOULD_MOVE, ""));

        time.advance(6000);
        assertThat(member.delivered()).hasSize(40);
        assertThat(cluster.committed(GROUP, queue(1))).hasValue(10);
    }

    @Test
    void aPausedMemberGoesOnAtTheNewOffsetWhenItIsResumed() {
        member.consumer().pause(PauseMode.HOLD);
        time.advance(100);

        assertThat(reset(new ResetTarget.Offset(7), Set.of(queue(0), queue(1)), false))
                .extracting(OffsetChange::result)
                .containsOnly(Result.MOVED);
        assertThat(cluster.committed(GROUP, queue(0))).hasValue(7);
        time.advance(6000);
        assertThat(member.delivered()).hasSize(40);
        assertThat(member.consumer().snapshot().pause()).hasValue(PauseMode.HOLD);
        assertThat(member.consumer().snapshot().lag()).isEqualTo(6);

        member.consumer().resume();
        time.await("six come again", 5000, () -> member.delivered().size() == 46);
        time.advance(6000);
        assertThat(member.delivered()).hasSize(46);
        queues().forEach(queue -> assertThat(cluster.committed(GROUP, queue)).hasValue(10));
    }

    @Test
    void offsetsOutsideOfAQueueMeanItsEnds() {
        assertThat(reset(new ResetTarget.Offset(999), Set.of(queue(0)), true))
                .extracting(OffsetChange::newOffset)
                .containsExactly(OptionalLong.of(10));
        assertThat(reset(new ResetTarget.Latest(), Set.of(queue(0)), true))
                .extracting(OffsetChange::newOffset)
                .containsExactly(OptionalLong.of(10));
    }

    @Test
    void onlyTheQueuesThatThisMemberHoldsMoveAndItSaysSoOfTheOthers() {
        SimulatedMember other = member("b").start();
        time.await(
                "they share",
                20_000,
                () -> member.assignment().stream()
                                        .filter(queue -> !Topic.isRetry(queue.topic()))
                                        .count()
                                == 2
                        && other.consumer().snapshot().members().size() == 2);
        time.advance(3000);

        List<OffsetChange> changes = reset(new ResetTarget.Earliest(), Set.of(), false);

        assertThat(changes)
                .extracting(OffsetChange::result)
                .containsExactlyInAnyOrder(Result.MOVED, Result.MOVED, Result.NOT_HELD, Result.NOT_HELD);
        assertThat(changes)
                .allSatisfy(change -> assertThat(member.consumer().owners().get(change.queue()))
                        .isEqualTo((change.result() == Result.MOVED ? member : other)
                                .consumer()
                                .clientId()));
        time.await("twenty come again", 5000, () -> member.delivered().size() == 60);
        assertThat(other.delivered()).isEmpty();
    }

    @Test
    void aQueueWhoseBrokerIsSilentStaysAndSaysWhy() {
        cluster.broker("broker-a").up(false);

        assertThat(reset(new ResetTarget.Earliest(), Set.of(queue(0)), false))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.result()).isEqualTo(Result.FAILED);
                    assertThat(change.oldOffset()).hasValue(10);
                    assertThat(change.newOffset()).isEmpty();
                    assertThat(change.reason()).contains("does not say where to go on", "is down");
                });
    }

    @Test
    void aQueueThatIsBeingGivenUpStays() {
        member.consumer().leave();
        assertThat(reset(new ResetTarget.Earliest(), Set.of(queue(0)), false))
                .singleElement()
                .satisfies(change -> assertThat(change.result()).isIn(Result.FAILED, Result.NOT_HELD));
        time.advance(30_000);
        assertThat(cluster.committed(GROUP, queue(0))).hasValue(10);
    }

    @Test
    void aQueueWhoseLockIsInDoubtStaysAndNothingIsCommitted() {
        cluster.broker("broker-a").swallowHeartbeats(1);
        cluster.broker("broker-a").disconnectAll(false);
        time.advance(10);
        assertThat(member.assignment()).contains(queue(0));

        for (boolean dryRun : new boolean[] {true, false}) {
            assertThat(reset(new ResetTarget.Offset(3), Set.of(queue(0)), dryRun))
                    .singleElement()
                    .satisfies(change -> {
                        assertThat(change.result()).isEqualTo(Result.FAILED);
                        assertThat(change.reason()).contains("right now; reset it again");
                    });
        }

        assertThat(cluster.committed(GROUP, queue(0))).hasValue(10);
    }

    private List<OffsetChange> reset(ResetTarget target, Set<MessageQueue> queues, boolean dryRun) {
        CompletableFuture<List<OffsetChange>> answer =
                member.consumer().resetOffsets(target, queues, dryRun).toCompletableFuture();
        time.await("the reset is done", 5000, answer::isDone);
        return answer.join();
    }

    private SimulatedMember member(String clientId) {
        PushConsumerOptions options = PushConsumerOptions.builder(GROUP.name())
                .subscribe("orders")
                .startPosition(StartPosition.earliest())
                .build();
        return new SimulatedMember(time, cluster, clientId, options);
    }

    private List<MessageQueue> queues() {
        return cluster.allQueues("orders");
    }

    private MessageQueue queue(int index) {
        return queues().get(index);
    }
}
