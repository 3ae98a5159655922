package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The order in which messages of one queue start. */
class ListenerDispatcherTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 0);

    private final ProcessQueue window = new ProcessQueue(QUEUE, 0);
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<Long> started = new ArrayList<>();
    private final ListenerDispatcher dispatcher = new ListenerDispatcher(
            new ConsumerGroup("billing"),
            (messages, results) -> {
                messages.forEach(message -> started.add(message.queueOffset()));
                results.settle(0, ConsumeResult.consumed());
            },
            work::add,
            1,
            1,
            () -> 0,
            new Ignored());

    @Test
    void whatCouldNotStartGoesBeforeWhatCameLater() {
        window.startableUntil(ProcessQueue.NEVER);
        pull(0, 3);
        runWorkers();
        pull(3, 6);
        window.startableUntil(ProcessQueue.NO_LEASE);
        dispatcher.offer(window);
        runWorkers();

        assertThat(started).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    private void pull(long from, long to) {
        window.admit(
                LongStream.range(from, to)
                        .mapToObj(offset -> new StubMessage(QUEUE, offset, 100))
                        .toList(),
                to);
        dispatcher.offer(window);
    }

    private void runWorkers() {
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            task.run();
        }
    }

    private static final class Ignored implements ListenerDispatcher.Outcomes {
        @Override
        public void onProgress(Delivery delivery) {}

        @Override
        public void onRetry(Delivery delivery, ConsumeResult.RetryLater wish) {}

        @Override
        public void onDeadLetter(Delivery delivery, ConsumeResult.DeadLetter wish) {}

        @Override
        public void onLaneFree(Runnable reopen) {}

        @Override
        public void onRefused(Runnable tryAgain) {}
    }
}
