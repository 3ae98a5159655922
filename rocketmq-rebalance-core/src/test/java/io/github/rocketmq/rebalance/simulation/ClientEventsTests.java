package io.github.rocketmq.rebalance.simulation;

import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.FIRST;
import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.RequestEnd;
import io.github.rocketmq.rebalance.api.RequestOperation;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a member tells whoever listens. */
class ClientEventsTests {

    private final SimulatedGroup group = new SimulatedGroup();
    private final RecordedEvents events = new RecordedEvents();

    @Test
    void tellsEachMessageOnceWhenItIsDeliveredAndOnceWhenItIsSettled() {
        SimulatedMember member = member(SimulatedGroup.options());
        group.send(3);
        member.start();
        group.time.await("all are delivered", 5000, () -> member.delivered().size() == 3);

        assertThat(events.told)
                .containsOnlyOnce("delivered m0", "delivered m1", "delivered m2")
                .containsOnlyOnce("settled m0 CONSUMED", "settled m1 CONSUMED", "settled m2 CONSUMED");
        assertThat(events.mostInListener).isPositive();
        assertThat(events.inListener).isZero();
    }

    @Test
    void tellsOfLooksAndOfQueuesThatChangeHands() {
        SimulatedMember member = group.running(member(SimulatedGroup.options()), 9);
        assertThat(events.told).contains("rebalanced START true", "assigned " + FIRST);
        assertThat(events.looks).allMatch(took -> !took.isNegative()).anyMatch(took -> took.toMillis() > 0);

        group.leave(member);
        assertThat(events.told).contains("revoked " + FIRST).doesNotContain("lost " + FIRST);
    }

    @Test
    void tellsQueuesThatAreLostFromThoseGivenUp() {
        SimulatedMember member = member(SimulatedGroup.options().drainTimeout(Duration.ofSeconds(2)));
        member.asyncListener(message -> new CompletableFuture<>());
        group.sendTo(FIRST, 1);
        group.running(member, 9);
        group.time.await(
                "it is with the listener", 5000, () -> member.delivered().size() == 1);

        group.leave(member);

        assertThat(events.told).contains("lost " + FIRST).doesNotContain("revoked " + FIRST);
    }

    @Test
    void tellsWhatFailedAndWhy() {
        SimulatedMember member = member(SimulatedGroup.options().maxReconsumeTimes(1));
        member.listener(message -> switch (message.messageId()) {
            case "m0" -> throw new IllegalStateException("broken");
            case "m1" -> ConsumeResult.deadLetter("no good");
            default -> ConsumeResult.retry();
        });
        group.sendTo(FIRST, 3);
        member.start();
        group.time.await(
                "what comes again has come", 60_000, () -> member.delivered().size() == 5);

        assertThat(events.told)
                .contains(
                        "settled m0 RETRY_AFTER_EXCEPTION IllegalStateException",
                        "settled m0 DEAD_LETTER_ATTEMPTS IllegalStateException",
                        "settled m1 DEAD_LETTER_REQUESTED",
                        "settled m2 RETRY_REQUESTED",
                        "settled m2 DEAD_LETTER_ATTEMPTS");
    }

    @Test
    void tellsOfOrderlyDeliveriesAsOfAllOthers() {
        SimulatedMember member = member(SimulatedGroup.options().mode(ConsumeMode.ORDERLY));
        member.listener(message -> message.reconsumeTimes() == 0 ? ConsumeResult.retry() : ConsumeResult.consumed());
        group.sendTo(FIRST, 1);
        member.start();
        group.time.await("it came again", 60_000, () -> member.delivered().size() == 2);
        group.time.advance(100);

        assertThat(events.told).contains("delivered m0", "settled m0 RETRY_REQUESTED", "settled m0 CONSUMED");
        assertThat(operations()).contains(RequestOperation.LOCK);
    }

    @Test
    void tellsWhatBroadcastingMembersDrop() {
        SimulatedMember member =
                member(SimulatedGroup.options().model(MessageModel.BROADCASTING).maxReconsumeTimes(0));
        member.listener(message -> ConsumeResult.retry());
        group.sendTo(FIRST, 1);
        member.start();
        group.time.await("it is delivered", 60_000, () -> !member.delivered().isEmpty());

        assertThat(events.told).contains("settled m0 DROPPED");
    }

    @Test
    void tellsOfMessagesWhoseListenerTakesTooLong() {
        SimulatedMember member = member(SimulatedGroup.options().consumeTimeout(Duration.ofSeconds(10)));
        member.asyncListener(message -> message.reconsumeTimes() == 0
                ? new CompletableFuture<>()
                : CompletableFuture.completedStage(ConsumeResult.consumed()));
        group.sendTo(FIRST, 1);
        member.start();
        group.time.await("it came again", 60_000, () -> member.delivered().size() == 2);

        assertThat(events.told).containsOnlyOnce("settled m0 TIMED_OUT").contains("settled m0 CONSUMED");
    }

    @Test
    void anAnswerThatComesAfterItsTimeIsNotToldAgain() {
        SimulatedMember member = member(SimulatedGroup.options().consumeTimeout(Duration.ofSeconds(10)));
        CompletableFuture<ConsumeResult> late = new CompletableFuture<>();
        CompletableFuture<ConsumeResult> failed = new CompletableFuture<>();
        member.asyncListener(message -> message.reconsumeTimes() > 0
                ? CompletableFuture.completedStage(ConsumeResult.consumed())
                : message.messageId().equals("m0") ? late : failed);
        group.sendTo(FIRST, 2);
        member.start();
        group.time.await("both came again", 60_000, () -> member.delivered().size() == 4);

        late.complete(ConsumeResult.consumed());
        failed.completeExceptionally(new IllegalStateException("broken"));
        group.time.advance(60_000);

        assertThat(member.delivered()).hasSize(4);
        assertThat(settled())
                .containsExactlyInAnyOrder(
                        "settled m0 TIMED_OUT", "settled m0 CONSUMED", "settled m1 TIMED_OUT", "settled m1 CONSUMED");
    }

    @Test
    void tellsThatAMessageWhoseListenerTakesTooLongForTheLastTimeIsADeadLetter() {
        SimulatedMember member = member(
                SimulatedGroup.options().consumeTimeout(Duration.ofSeconds(10)).maxReconsumeTimes(1));
        member.asyncListener(message -> new CompletableFuture<>());
        group.sendTo(FIRST, 1);
        member.start();
        group.time.await("it came again", 60_000, () -> member.delivered().size() == 2);
        group.time.advance(60_000);

        assertThat(settled()).containsExactly("settled m0 TIMED_OUT", "settled m0 DEAD_LETTER_ATTEMPTS");
    }

    @Test
    void tellsThatABroadcastingMemberDropsWhatTakesTooLongForTheLastTime() {
        SimulatedMember member = member(SimulatedGroup.options()
                .model(MessageModel.BROADCASTING)
                .consumeTimeout(Duration.ofSeconds(10))
                .maxReconsumeTimes(1));
        member.asyncListener(message -> new CompletableFuture<>());
        group.sendTo(FIRST, 1);
        member.start();
        group.time.await("it came again", 60_000, () -> member.delivered().size() == 2);
        group.time.advance(60_000);

        assertThat(settled()).containsExactly("settled m0 TIMED_OUT", "settled m0 DROPPED");
    }

    @Test
    void tellsWhichLimitKeepsAQueueFromBeingPulled() {
        SimulatedMember member =
                member(SimulatedGroup.options().concurrency(1).pullBatchSize(5).maxCachedMessages(10));
        member.asyncListener(message -> new CompletableFuture<>());
        group.sendTo(FIRST, 50);
        member.start();
        group.time.advance(10_000);

        assertThat(events.told).containsOnlyOnce("full " + FIRST + " COUNT");
    }

    @Test
    void measuresHowLongMessagesWaitedInMemory() {
        SimulatedMember member = member(SimulatedGroup.options().concurrency(1));
        member.slowListener(1000);
        group.sendTo(FIRST, 3);
        member.start();
        group.time.await("all are delivered", 20_000, () -> member.delivered().size() == 3);

        assertThat(events.awaitedMillis.get(0)).isLessThan(100);
        assertThat(events.awaitedMillis.get(2)).isBetween(2000L, 2100L);
    }

    @Test
    void tellsOfCommitsThatAreConfirmedAndOfThoseThatAreNot() {
        SimulatedMember member = group.running(member(SimulatedGroup.options()), 9);
        group.sendTo(FIRST, 1);
        group.time.await("it is committed", 20_000, () -> events.told.contains("committed " + FIRST));

        assertThat(member.delivered()).hasSize(1);
        assertThat(events.told).doesNotContain("committed " + FIRST + " failed");
    }

    @Test
    void tellsOfCommitsThatTheStoreRefuses() {
        OffsetStore refusing = new OffsetStore() {
            @Override
            public CompletionStage<OptionalLong> read(MessageQueue queue) {
                return CompletableFuture.completedStage(OptionalLong.empty());
            }

            @Override
            public CompletionStage<Void> write(MessageQueue queue, long offset) {
                return CompletableFuture.failedStage(new IllegalStateException("full"));
            }
        };
        SimulatedMember member = new SimulatedMember(
                group.time, group.cluster, "a", SimulatedGroup.options().build(), Optional.of(refusing), events);
        group.running(member, 9);
        group.sendTo(FIRST, 1);

        group.time.await("it failed", 20_000, () -> events.told.contains("committed " + FIRST + " failed"));
        assertThat(events.told).doesNotContain("committed " + FIRST);
    }

    @Test
    void timesEveryRequestAndSaysOfWhomAndWhat() {
        group.sendTo(FIRST, 1);
        group.running(member(SimulatedGroup.options()), 9);
        group.time.advance(30_000);

        assertThat(operations())
                .contains(
                        RequestOperation.PULL,
                        RequestOperation.ACK,
                        RequestOperation.HEARTBEAT,
                        RequestOperation.QUERY_OFFSET,
                        RequestOperation.QUERY_ROUTE,
                        RequestOperation.MEMBER_LIST);
        RequestEnd pull = events.requests.stream()
                .filter(request -> request.operation() == RequestOperation.PULL)
                .findFirst()
                .orElseThrow();
        assertThat(pull.group()).contains(GROUP);
        assertThat(pull.topic()).isNotEmpty();
        assertThat(pull.host()).isNotEmpty();
        assertThat(pull.took()).isPositive();
        assertThat(pull.failure()).isEmpty();
    }

    private List<String> settled() {
        return events.told.stream().filter(told -> told.startsWith("settled")).toList();
    }

    private Set<RequestOperation> operations() {
        return events.requests.stream().map(RequestEnd::operation).collect(Collectors.toSet());
    }

    private SimulatedMember member(PushConsumerOptions.Builder options) {
        return new SimulatedMember(group.time, group.cluster, "a", options.build(), Optional.empty(), events);
    }
}
