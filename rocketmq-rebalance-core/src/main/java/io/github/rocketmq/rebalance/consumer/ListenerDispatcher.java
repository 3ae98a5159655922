package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.RepeatedMessage;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Concurrent consumption: runs the application's listener on worker threads, never on the loop. Up to {@code concurrency}
 * lanes take bundles of messages from one shared line, so one hand-over to the executor serves many messages.
 */
final class ListenerDispatcher implements Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(ListenerDispatcher.class);

    private final ConsumerGroup group;
    private final ListenerCall listener;
    private final Executor executor;
    private final int batchSize;
    private final LongSupplier nanoClock;
    private final Outcomes outcomes;
    private final Deque<Delivery[]> line = new ConcurrentLinkedDeque<>();
    private final AtomicInteger lanes = new AtomicInteger();
    private volatile int concurrency;
    // Confined to the loop.
    private boolean refused;
    private boolean retryPlanned;

    /**
     * @param nanoClock the clock that leases of windows are set with
     */
    ListenerDispatcher(
            ConsumerGroup group,
            ListenerCall listener,
            Executor executor,
            int concurrency,
            int batchSize,
            LongSupplier nanoClock,
            Outcomes outcomes) {
        this.group = group;
        this.listener = listener;
        this.executor = executor;
        this.concurrency = concurrency;
        this.batchSize = batchSize;
        this.nanoClock = nanoClock;
        this.outcomes = outcomes;
    }

    @Override
    public void offer(ProcessQueue window) {
        int bundles = 0;
        Deque<Delivery[]> handedBack = new ArrayDeque<>(0);
        for (Delivery next = window.take(); next != null; next = window.take()) {
            Delivery[] bundle = batchSize == 1 ? new Delivery[] {next} : bundle(next, window);
            if (next.wasHandedBack()) {
                handedBack.push(bundle);
            } else {
                line.add(bundle);
            }
            bundles++;
        }
        // They are older than what is in line of their queue. Started behind it, they would leave a gap in what is
        // consumed
        // if the queue were given up meanwhile, and all behind the gap would be delivered again.
        handedBack.forEach(line::addFirst);
        openLanes(bundles);
    }

    @Override
    public void forget(ProcessQueue window) {
        // What is in the line finds out by itself when its turn comes.
    }

    @Override
    public void concurrency(int listeners) {
        concurrency = listeners;
        openLanes(line.size());
    }

    /** Delivers a message again that was postponed; on the loop. */
    void again(Delivery delivery) {
        line.add(new Delivery[] {delivery});
        openLanes(1);
    }

    private Delivery[] bundle(Delivery first, ProcessQueue window) {
        List<Delivery> bundle = new ArrayList<>(batchSize);
        for (Delivery next = first; next != null; next = bundle.size() < batchSize ? window.take() : null) {
            bundle.add(next);
        }
        return bundle.toArray(Delivery[]::new);
    }

    private void openLanes(int most) {
        for (int i = 0; i < most && enterLane(); i++) {
            try {
                executor.execute(this::runLane);
                refused = false;
            } catch (RejectedExecutionException e) {
                lanes.decrementAndGet();
                refused(e);
                return;
            }
        }
    }

    /** With no lane open, nobody would come for the line: a full window brings no pull and no further offer. */
    private void refused(RejectedExecutionException e) {
        if (!refused) {
            log.warn(
                    "the executor of group '{}' takes no more work, so its messages wait until it does: {}",
                    group,
                    e.getMessage());
        }
        refused = true;
        if (!retryPlanned) {
            retryPlanned = true;
            outcomes.onRefused(this::retry);
        }
    }

    private void retry() {
        retryPlanned = false;
        line.removeIf(bundle -> bundle[0].queue().revoked());
        openLanes(line.size());
    }

    private boolean enterLane() {
        int running = lanes.get();
        while (running < concurrency) {
            if (lanes.compareAndSet(running, running + 1)) {
                return true;
            }
            running = lanes.get();
        }
        return false;
    }

    /** Ends a lane if there are more than allowed; whoever is left comes for the line. */
    private boolean leaveLaneTooMany() {
        int running = lanes.get();
        while (running > concurrency) {
            if (lanes.compareAndSet(running, running - 1)) {
                return true;
            }
            running = lanes.get();
        }
        return false;
    }

    private void runLane() {
        do {
            for (Delivery[] next = line.poll(); next != null; next = line.poll()) {
                if (!deliver(next)) {
                    // The lane stays taken until the answer comes, so that no more is in flight than allowed.
                    return;
                }
                if (leaveLaneTooMany()) {
                    return;
                }
            }
            lanes.decrementAndGet();
            // Whoever lined up a message while this lane was leaving may have found all lanes taken.
        } while (!line.isEmpty() && enterLane());
    }

    /** Says whether every message of the bundle was settled before it returned. */
    private boolean deliver(Delivery[] bundle) {
        List<Delivery> started = start(bundle);
        if (started.isEmpty()) {
            return true;
        }
        Settlement settlement = new Settlement(started);
        try {
            listener.call(messages(started), settlement);
        } catch (Error | RuntimeException e) {
            log.error("a listener call of group '{}' failed in a way that is a bug, please report it", group, e);
            settlement.settleRest(e);
        }
        return settlement.returned();
    }

    private List<Delivery> start(Delivery[] bundle) {
        if (bundle.length == 1) {
            return start(bundle[0]) ? List.of(bundle[0]) : List.of();
        }
        List<Delivery> started = new ArrayList<>(bundle.length);
        for (Delivery delivery : bundle) {
            if (start(delivery)) {
                started.add(delivery);
            }
        }
        return started;
    }

    private boolean start(Delivery delivery) {
        boolean started = delivery.tryStart(nanoClock.getAsLong());
        if (started) {
            outcomes.onStarted(delivery);
        }
        return started;
    }

    private static List<Message> messages(List<Delivery> started) {
        if (started.size() == 1) {
            return List.of(shown(started.get(0)));
        }
        return started.stream().map(ListenerDispatcher::shown).toList();
    }

    private static Message shown(Delivery delivery) {
        return RepeatedMessage.of(delivery.message(), delivery.attempts());
    }

    /** Counts the answers of one call; the last one frees the lane if the call returned before it. */
    private final class Settlement extends AnsweredCall {

        private final List<Delivery> deliveries;
        /** One more than messages without an answer while the call has not returned. */
        private final AtomicInteger open;

        Settlement(List<Delivery> deliveries) {
            this.deliveries = deliveries;
            this.open = new AtomicInteger(deliveries.size() + 1);
        }

        @Override
        public void settle(int index, ConsumeResult result) {
            ListenerDispatcher.this.settle(deliveries.get(index), result, thrownAt(index));
            if (open.decrementAndGet() == 0) {
                lanes.decrementAndGet();
                outcomes.onLaneFree(() -> openLanes(line.size()));
            }
        }

        void settleRest(Throwable failure) {
            deliveries.forEach(delivery -> ListenerDispatcher.this.settle(delivery, ConsumeResult.retry(), failure));
            open.set(1);
        }

        boolean returned() {
            return open.decrementAndGet() == 0;
        }
    }

    private void settle(Delivery delivery, ConsumeResult result, @Nullable Throwable failure) {
        if (!delivery.claim()) {
            log.debug("an answer of a listener of group '{}' came after its time", group);
            return;
        }
        outcomes.onAnswered(delivery, result, failure);
        if (result instanceof ConsumeResult.Consumed) {
            if (delivery.complete()) {
                outcomes.onProgress(delivery);
            }
        } else if (result instanceof ConsumeResult.RetryLater wish) {
            outcomes.onRetry(delivery, wish);
        } else if (result instanceof ConsumeResult.DeadLetter wish) {
            outcomes.onDeadLetter(delivery, wish);
        }
    }
}
