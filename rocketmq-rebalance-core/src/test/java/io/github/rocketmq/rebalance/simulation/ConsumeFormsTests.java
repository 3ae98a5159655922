package io.github.rocketmq.rebalance.simulation;

import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.FIRST;
import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.UndecodablePolicy;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.UndecodableMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConsumeFormsTests {

    private final SimulatedGroup group = new SimulatedGroup();

    @Test
    void messagesOfOneQueueAreHandedOverInBatches() {
        SimulatedMember member = group.member("a", SimulatedGroup.options().batchSize(10));
        group.sendTo(FIRST, 25);
        member.start();

        group.time.await("all are delivered", 5000, () -> member.delivered().size() == 25);
        assertThat(member.batchSizes()).contains(10).allMatch(size -> size <= 10);
        group.time.advance(6000);
        assertThat(group.cluster.committed(GROUP, FIRST)).hasValue(25);
    }

    @Test
    void eachMessageOfABatchHasAResultOfItsOwn() {
        SimulatedMember member = group.member("a", SimulatedGroup.options().batchSize(10));
        member.listener(message -> message.queueOffset() == 3 && message.reconsumeTimes() == 0
                ? ConsumeResult.retry()
                : ConsumeResult.consumed());
        group.sendTo(FIRST, 10);
        member.start();

        group.time.await("one comes again", 5000, () -> member.delivered().size() == 11);
        assertThat(member.delivered().get(10).messageId()).isEqualTo("m3");
        assertThat(member.delivered().get(10).reconsumeTimes()).isEqualTo(1);
    }

    @Test
    void noMoreMessagesAreInFlightThanAllowedHoweverLateTheirAnswersCome() {
        SimulatedMember member = group.member("a", SimulatedGroup.options().concurrency(3));
        List<CompletableFuture<ConsumeResult>> open = new ArrayList<>();
        member.asyncListener(message -> {
            CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
            open.add(answer);
            return answer;
        });
        group.send(50);
        member.start();
        group.time.advance(5000);
        assertThat(open).hasSize(3);

        for (int i = 0; i < 50; i++) {
            int index = i;
            group.time.await("the next is delivered", 1000, () -> open.size() > index);
            assertThat(open.size()).isLessThanOrEqualTo(i + 3);
            open.get(i).complete(ConsumeResult.consumed());
        }
        group.time.advance(6000);
        assertThat(group.cluster.committed(GROUP, FIRST)).hasValue(7);
    }

    @Test
    void anAnswerThatFailsLaterCountsAsRetry() {
        SimulatedMember member = group.member("a", SimulatedGroup.options());
        member.asyncListener(message -> {
            CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
            group.time.at(group.time.now() + 100, () -> {
                if (message.reconsumeTimes() == 0) {
                    answer.completeExceptionally(new IllegalStateException("not yet"));
                } else {
                    answer.complete(ConsumeResult.consumed());
                }
            });
            return answer;
        });
        group.send(1);
        member.start();

        group.time.await("it comes again", 5000, () -> member.delivered().size() == 2);
    }

    @Test
    void everyMessageThatTakesTooLongIsGivenBackAndItsLateAnswerIgnored() {
        SimulatedMember member = group.member(
                "a",
                SimulatedGroup.options().consumeTimeout(Duration.ofSeconds(10)).concurrency(5));
        List<CompletableFuture<ConsumeResult>> stuck = new ArrayList<>();
        member.asyncListener(message -> {
            if (message.reconsumeTimes() > 0) {
                return CompletableFuture.completedStage(ConsumeResult.consumed());
            }
            CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
            stuck.add(answer);
            return answer;
        });
        group.sendTo(FIRST, 3);
        member.start();
        group.time.await("all three are with the listener", 5000, () -> stuck.size() == 3);
        group.time.advance(9000);
        assertThat(member.delivered()).hasSize(3);

        group.time.await("all three come again", 5000, () -> member.delivered().size() == 6);
        stuck.forEach(answer -> answer.complete(ConsumeResult.retry()));
        group.time.advance(60_000);

        assertThat(member.delivered()).hasSize(6);
        assertThat(group.cluster.committed(GROUP, FIRST)).hasValue(3);
    }

    @Test
    void aLateAnswerDoesNotGiveAMessageBackOnceMoreWhileTheBrokerStillRefusesIt() {
        SimulatedMember member = group.member("a", SimulatedGroup.options().consumeTimeout(Duration.ofSeconds(10)));
        CompletableFuture<ConsumeResult> stuck = new CompletableFuture<>();
        member.asyncListener(message ->
                message.reconsumeTimes() == 0 ? stuck : CompletableFuture.completedStage(ConsumeResult.consumed()));
        group.cluster.broker("broker-a").refuseSendBacks(4);
        group.sendTo(FIRST, 1);
        member.start();
        group.time.advance(13_000);
        assertThat(member.delivered()).hasSize(1);

        stuck.complete(ConsumeResult.retry());
        group.time.advance(60_000);

        assertThat(member.delivered()).hasSize(2);
        assertThat(group.cluster.committed(GROUP, FIRST)).hasValue(1);
    }

    @Test
    void aBodyThatCannotBeReadGoesToTheDeadLetterTopicIfThatIsWanted() {
        SimulatedMember member = group.member("a", SimulatedGroup.options().undecodable(UndecodablePolicy.DEAD_LETTER));
        member.listener(message -> {
            throw new UndecodableMessageException("its checksum differs", null);
        });
        group.sendTo(FIRST, 1);
        member.start();

        group.time.await("it is buried", 5000, () -> buried() == 1);
        assertThat(member.delivered()).hasSize(1);
        assertThat(member.consumer().snapshot().undecodableMessages()).isEqualTo(1);
    }

    @Test
    void aMessageWithoutReadableBytesIsSentToTheDeadLetterTopicAsItIsAndTheQueueGoesOn() {
        SimulatedMember member = group.member("a", SimulatedGroup.options().undecodable(UndecodablePolicy.DEAD_LETTER));
        group.sendTo(FIRST, 5);
        group.cluster.broker("broker-a").breakOnly(2);
        member.start();

        group.time.await(
                "the others are delivered", 5000, () -> member.delivered().size() == 4);
        assertThat(member.deliveredIds()).containsExactlyInAnyOrder("m0", "m1", "m3", "m4");
        assertThat(buried()).isEqualTo(1);
        assertThat(member.consumer().snapshot().undecodableMessages()).isEqualTo(1);
        group.time.advance(6000);
        assertThat(group.cluster.committed(GROUP, FIRST)).hasValue(5);
    }

    @Test
    void aMessageThatCanNeitherBeReadNorBuriedStopsItsQueue() {
        SimulatedMember member = group.member("a", SimulatedGroup.options().undecodable(UndecodablePolicy.DEAD_LETTER));
        group.sendTo(FIRST, 5);
        group.cluster.broker("broker-a").breakOnly(2);
        group.cluster.broker("broker-a").refuseSends(true);
        member.start();
        group.time.advance(20_000);
        assertThat(member.delivered()).hasSize(2);
        assertThat(SimulatedGroup.snapshot(member, FIRST).problem())
                .hasValueSatisfying(
                        text -> assertThat(text).contains("offset 2").contains("dead-letter topic"));

        group.cluster.broker("broker-a").refuseSends(false);
        group.time.await("the queue goes on", 40_000, () -> member.delivered().size() == 4);
    }

    private long buried() {
        return group.cluster.broker("broker-a").store().end(new MessageQueue(GROUP.deadLetterTopic(), "broker-a", 0));
    }
}
