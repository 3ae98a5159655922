package io.github.rocketmq.rebalance.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Concurrency that changes while a member runs. */
class LiveConcurrencyTests {

    private final SimulatedGroup group = new SimulatedGroup();
    private final Queue<CompletableFuture<ConsumeResult>> open = new ArrayDeque<>();

    @ParameterizedTest
    @EnumSource(ConsumeMode.class)
    void moreCallsRunAtOnceAsSoonAsItIsRaised(ConsumeMode mode) {
        SimulatedMember member = holding(SimulatedGroup.options().mode(mode).concurrency(2));
        assertThat(open).hasSize(2);

        member.consumer().concurrency(5);
        group.time.advance(100);

        assertThat(open).hasSize(5);
        assertThat(member.consumer().operations().runningInfo().properties())
                .containsEntry("PROP_THREADPOOL_CORE_SIZE", "5");
    }

    @ParameterizedTest
    @EnumSource(ConsumeMode.class)
    void fewerCallsRunAtOnceWhenThoseThatRanHaveEnded(ConsumeMode mode) {
        SimulatedMember member = holding(SimulatedGroup.options().mode(mode).concurrency(5));
        assertThat(open).hasSize(5);

        member.consumer().concurrency(2);
        group.time.advance(1000);
        assertThat(open).hasSize(5);

        // An orderly lane may end its run of up to 64 messages first.
        for (int done = 0; done < 400; done++) {
            open.remove().complete(ConsumeResult.consumed());
            group.time.advance(20);
            assertThat(open.size()).isLessThanOrEqualTo(mode == ConsumeMode.ORDERLY ? 5 : Math.max(2, 4 - done));
        }
        assertThat(open.size()).isLessThanOrEqualTo(2);
        group.time.await("everything is delivered", 60_000, () -> {
            CompletableFuture<ConsumeResult> next = open.poll();
            if (next != null) {
                next.complete(ConsumeResult.consumed());
            }
            return member.delivered().size() == 800;
        });
    }

    @Test
    void anythingBetweenOneAndAThousandIsTaken() {
        SimulatedMember member = holding(SimulatedGroup.options().concurrency(2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> member.consumer().concurrency(0))
                .withMessage("concurrency is 0; choose a value from 1 to 1000");
        assertThatIllegalArgumentException().isThrownBy(() -> member.consumer().concurrency(1001));
        member.consumer().concurrency(1000);
        group.time.advance(100);

        assertThat(open).hasSize(800);
    }

    @Test
    void callsThatRunBecauseItWasRaisedAreSeen() {
        SimulatedMember member =
                group.running(group.member("a", SimulatedGroup.options().concurrency(2)), 9);
        member.asyncListener(message -> new CompletableFuture<>());
        member.consumer().concurrency(50);
        group.sendTo(new MessageQueue("orders", "broker-b", 3), 40);
        group.time.await("forty calls run", 1000, () -> member.delivered().size() == 40);

        group.sendTo(SimulatedGroup.FIRST, 1);
        group.time.await("one more runs", 1000, () -> member.delivered().size() == 41);

        assertThat(SimulatedGroup.snapshot(member, SimulatedGroup.FIRST).times().runningSince())
                .isPresent();
    }

    private SimulatedMember holding(PushConsumerOptions.Builder options) {
        SimulatedMember member = group.member("a", options);
        member.asyncListener(message -> {
            CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
            open.add(answer);
            return answer;
        });
        group.send(800);
        member.start();
        group.time.advance(5000);
        return member;
    }
}
