package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
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

    @Test
    void workersThatAreTooManyEndWithTheirMessageAndTheRestGoOn() {
        List<Integer> messagesOfWorkers = new ArrayList<>();
        ListenerDispatcher[] shrinking = new ListenerDispatcher[1];
        shrinking[0] = new ListenerDispatcher(
                new ConsumerGroup("billing"),
                (messages, results) -> {
                    shrinking[0].concurrency(1);
                    messagesOfWorkers.add(messagesOfWorkers.remove(messagesOfWorkers.size() - 1) + 1);
                    results.settle(0, ConsumeResult.consumed());
                },
                work::add,
                3,
                1,
                () -> 0,
                new Ignored());
        window.admit(messages(0, 6), 6);
        shrinking[0].offer(window);
        assertThat(work).hasSize(3);

        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            messagesOfWorkers.add(0);
            task.run();
        }

        assertThat(messagesOfWorkers).containsExactly(1, 1, 4);
    }

    private void pull(long from, long to) {
        window.admit(messages(from, to), to);
        dispatcher.offer(window);
    }

    private static List<Message> messages(long from, long to) {
        return LongStream.range(from, to)
                .<Message>mapToObj(offset -> new StubMessage(QUEUE, offset, 100))
                .toList();
    }

    private void runWorkers() {
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            task.run();
        }
    }

    private static final class Ignored implements Outcomes {
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
