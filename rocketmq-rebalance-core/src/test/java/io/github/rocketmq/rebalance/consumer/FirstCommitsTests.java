package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FirstCommitsTests {

    private static final MessageQueue Q0 = new MessageQueue("orders", "broker-a", 0);
    private static final MessageQueue Q1 = new MessageQueue("orders", "broker-a", 1);
    private static final MessageQueue ELSEWHERE = new MessageQueue("orders", "broker-b", 0);

    private final SlowStore broker = new SlowStore();
    private final FirstCommits commits = new FirstCommits(broker);

    /** Answers when the test says so. */
    private static final class SlowStore implements OffsetStore {
        final Map<MessageQueue, Long> offsets = new HashMap<>();
        final List<MessageQueue> asked = new ArrayList<>();
        final List<CompletableFuture<Void>> answers = new ArrayList<>();

        @Override
        public CompletionStage<OptionalLong> read(MessageQueue queue) {
            Long offset = offsets.get(queue);
            return CompletableFuture.completedStage(offset == null ? OptionalLong.empty() : OptionalLong.of(offset));
        }

        @Override
        public CompletionStage<Void> write(MessageQueue queue, long offset) {
            offsets.put(queue, offset);
            asked.add(queue);
            CompletableFuture<Void> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        }
    }

    @Test
    void theFirstCommitToABrokerGoesAlone() {
        CompletionStage<Void> first = commits.write(Q0, 5);
        CompletionStage<Void> second = commits.write(Q1, 6);
        CompletionStage<Void> elsewhere = commits.write(ELSEWHERE, 7);
        assertThat(broker.asked).containsExactly(Q0, ELSEWHERE);

        broker.answers.get(0).complete(null);

        assertThat(first).isCompleted();
        assertThat(broker.asked).containsExactly(Q0, ELSEWHERE, Q1);
        broker.answers.get(1).complete(null);
        broker.answers.get(2).complete(null);
        assertThat(second).isCompleted();
        assertThat(elsewhere).isCompleted();
    }

    @Test
    void laterCommitsGoSideBySide() {
        commits.write(Q0, 5);
        broker.answers.get(0).complete(null);

        commits.write(Q0, 6);
        commits.write(Q1, 6);

        assertThat(broker.asked).containsExactly(Q0, Q0, Q1);
    }

    @Test
    void aFirstCommitThatTheBrokerDoesNotHaveFailsWithThoseThatWaited() {
        CompletionStage<Void> first = commits.write(Q0, 5);
        CompletionStage<Void> second = commits.write(Q1, 6);
        broker.offsets.clear();

        broker.answers.get(0).complete(null);

        assertThat(first)
                .isCompletedExceptionally()
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("confirmed offset 5 of orders/broker-a/0 and does not have it");
        assertThat(second).isCompletedExceptionally();
        assertThat(broker.asked).containsExactly(Q0);
    }

    @Test
    void aBrokerThatSaysZeroOfWhatItDoesNotHaveIsNotBelieved() {
        CompletionStage<Void> first = commits.write(Q0, 5);
        broker.offsets.put(Q0, 0L);

        broker.answers.get(0).complete(null);

        assertThat(first).isCompletedExceptionally();
    }

    @Test
    void anotherMembersNewerOffsetIsNoLoss() {
        CompletionStage<Void> first = commits.write(Q0, 5);
        broker.offsets.put(Q0, 9L);

        broker.answers.get(0).complete(null);

        assertThat(first).isCompleted();
    }

    @Test
    void afterAFailureTheNextCommitIsAFirstOneAgain() {
        commits.write(Q0, 5);
        broker.answers.get(0).complete(null);
        CompletionStage<Void> failed = commits.write(Q0, 6);
        broker.answers.get(1).completeExceptionally(new IllegalStateException("broker-a went away"));
        assertThat(failed).isCompletedExceptionally();

        commits.write(Q1, 7);
        commits.write(Q0, 7);

        assertThat(broker.asked).containsExactly(Q0, Q0, Q1);
    }
}
