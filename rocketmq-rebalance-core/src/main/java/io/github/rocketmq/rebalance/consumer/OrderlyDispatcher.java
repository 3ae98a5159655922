package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orderly consumption: each window has a lane of its own in which one message comes after the other; at most {@code
 * concurrency} lanes run at once and take turns. Confined to the loop, but for the run of a lane.
 */
final class OrderlyDispatcher implements Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(OrderlyDispatcher.class);
    private static final long REFUSED_PAUSE = 200;

    private final ClientLoop loop;
    private final Settings settings;
    private final ListenerCall listener;
    private final Executor executor;
    private final MessageReturns returns;
    private final Consumer<MessageQueue> onProgress;
    private final Map<ProcessQueue, OrderedLane> lanes = new HashMap<>();
    private final Queue<OrderedLane> ready = new ArrayDeque<>();
    private int concurrency;
    private int running;

    /**
     * What lanes have in common.
     *
     * @param group whose
     * @param concurrency how many lanes may run at once in the beginning
     * @param batchSize how many messages one listener call gets
     * @param maxAttempts how often a message is delivered again before it is buried
     * @param suspendTime before a failed message is delivered again
     * @param nanoClock the clock that leases of windows are set with
     */
    record Settings(
            ConsumerGroup group,
            int concurrency,
            int batchSize,
            int maxAttempts,
            Duration suspendTime,
            LongSupplier nanoClock) {}

    OrderlyDispatcher(
            ClientLoop loop,
            Settings settings,
            ListenerCall listener,
            Executor executor,
            MessageReturns returns,
            Consumer<MessageQueue> onProgress) {
        this.loop = loop;
        this.settings = settings;
        this.concurrency = settings.concurrency();
        this.listener = listener;
        this.executor = executor;
        this.returns = returns;
        this.onProgress = onProgress;
    }

    @Override
    public void offer(ProcessQueue window) {
        OrderedLane lane = lanes.computeIfAbsent(window, w -> new OrderedLane(w, this));
        if (lane.wantsTurn()) {
            ready.add(lane);
            giveTurns();
        }
    }

    @Override
    public void forget(ProcessQueue window) {
        OrderedLane lane = lanes.remove(window);
        if (lane != null) {
            lane.close();
            ready.remove(lane);
        }
    }

    @Override
    public void concurrency(int listeners) {
        concurrency = listeners;
        giveTurns();
    }

    Settings settings() {
        return settings;
    }

    ListenerCall listener() {
        return listener;
    }

    MessageReturns returns() {
        return returns;
    }

    ClientLoop loop() {
        return loop;
    }

    /** A lane's run ended; on the loop. */
    void ended(OrderedLane lane) {
        running--;
        onProgress.accept(lane.window().queue());
        if (lanes.get(lane.window()) == lane) {
            offer(lane.window());
        }
        giveTurns();
    }

    private void giveTurns() {
        while (running < concurrency && !ready.isEmpty()) {
            OrderedLane lane = ready.remove();
            if (!lane.takeTurn()) {
                continue;
            }
            try {
                running++;
                executor.execute(lane);
            } catch (RejectedExecutionException e) {
                running--;
                lane.giveUpTurn();
                log.debug("the executor of group '{}' takes no more work: {}", settings.group(), e.getMessage());
                loop.after(REFUSED_PAUSE, () -> {
                    if (lanes.get(lane.window()) == lane) {
                        offer(lane.window());
                    }
                });
                return;
            }
        }
    }
}
