package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.RepeatedMessage;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One window's messages in order: takes a run of them, delivers them one call after the other, and stops at the first that
 * is not consumed. Confined to the loop, but for {@link #run()}.
 */
final class OrderedLane implements Runnable {

    /** So many messages at most before other windows have their turn. */
    private static final int LONGEST_RUN = 64;

    private enum Stage {
        IDLE,
        READY,
        RUNNING,
        /** Waits for a time, or for a broker to confirm that it has a message. */
        SUSPENDED,
        CLOSED
    }

    private final ProcessQueue window;
    private final OrderlyDispatcher dispatcher;
    private final Set<Delivery> buried = new HashSet<>();
    private Stage stage = Stage.IDLE;
    private @Nullable Cancellable timer;
    /** Handed to the run with the turn, back to the loop with its end. */
    private List<Delivery> turn = List.of();

    OrderedLane(ProcessQueue window, OrderlyDispatcher dispatcher) {
        this.window = window;
        this.dispatcher = dispatcher;
    }

    ProcessQueue window() {
        return window;
    }

    /** Whether it is to be given a turn that it does not have yet. */
    boolean wantsTurn() {
        buried.removeIf(Delivery::isEnded);
        if (stage == Stage.SUSPENDED && timer == null && buried.isEmpty()) {
            stage = Stage.IDLE;
        }
        // Outside the lease every start would hand its message back, and the lane would turn in circles.
        if (stage != Stage.IDLE
                || !window.startableAt(dispatcher.settings().nanoClock().getAsLong())) {
            return false;
        }
        stage = Stage.READY;
        return true;
    }

    /** Takes messages to run with; false if there are none. */
    boolean takeTurn() {
        List<Delivery> run = new ArrayList<>();
        for (Delivery next = window.take(); next != null; next = run.size() < LONGEST_RUN ? window.take() : null) {
            run.add(next);
        }
        turn = run;
        stage = run.isEmpty() ? Stage.IDLE : Stage.RUNNING;
        return !run.isEmpty();
    }

    /** The executor did not take it. */
    void giveUpTurn() {
        putBack(turn);
        stage = Stage.IDLE;
    }

    void close() {
        stage = Stage.CLOSED;
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void run() {
        runFrom(0);
    }

    /** Delivers the turn's messages from this one on; goes on by itself when an answer comes later. */
    private void runFrom(int from) {
        int at = from;
        while (at < turn.size()) {
            List<Delivery> batch = start(at);
            if (batch.isEmpty()) {
                end(List.of(), new ConsumeResult[0], turn.subList(at, turn.size()));
                return;
            }
            Call call = new Call(batch, at + batch.size());
            dispatcher.listener().call(messages(batch), call);
            if (!call.returnedSettled() || !call.goOn()) {
                return;
            }
            at += batch.size();
        }
        end(List.of(), new ConsumeResult[0], List.of());
    }

    private List<Delivery> start(int at) {
        List<Delivery> batch = new ArrayList<>();
        int end = Math.min(turn.size(), at + dispatcher.settings().batchSize());
        for (int i = at; i < end; i++) {
            if (!turn.get(i).tryStart(dispatcher.settings().nanoClock().getAsLong())) {
                break;
            }
            dispatcher.settings().reports().started(turn.get(i));
            batch.add(turn.get(i));
        }
        return batch;
    }

    private static List<Message> messages(List<Delivery> batch) {
        return batch.stream()
                .map(delivery -> RepeatedMessage.of(delivery.message(), delivery.attempts()))
                .toList();
    }

    /** One listener call and its answers. */
    private final class Call extends AnsweredCall {

        private final List<Delivery> batch;
        private final int next;
        private final AtomicReferenceArray<ConsumeResult> results;
        /** One more than messages without an answer while the call has not returned. */
        private final AtomicInteger open;

        Call(List<Delivery> batch, int next) {
            this.batch = batch;
            this.next = next;
            this.results = new AtomicReferenceArray<>(batch.size());
            this.open = new AtomicInteger(batch.size() + 1);
        }

        @Override
        public void settle(int index, ConsumeResult result) {
            results.set(index, result);
            if (open.decrementAndGet() == 0 && goOn()) {
                runFrom(next);
            }
        }

        boolean returnedSettled() {
            return open.decrementAndGet() == 0;
        }

        /** Whether all were consumed; if not, the run has ended. */
        boolean goOn() {
            List<Delivery> failed = new ArrayList<>();
            List<ConsumeResult> wishes = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                Delivery delivery = batch.get(i);
                ConsumeResult result = results.get(i);
                if (!delivery.claim()) {
                    continue;
                }
                dispatcher.settings().reports().answered(delivery, result, thrownAt(i));
                if (result instanceof ConsumeResult.Consumed) {
                    delivery.complete();
                } else {
                    failed.add(delivery);
                    wishes.add(result);
                }
            }
            if (failed.isEmpty()) {
                return true;
            }
            end(failed, wishes.toArray(ConsumeResult[]::new), turn.subList(next, turn.size()));
            return false;
        }
    }

    private void end(List<Delivery> failed, ConsumeResult[] wishes, List<Delivery> unstarted) {
        dispatcher.loop().post(() -> {
            if (stage != Stage.CLOSED) {
                stage = Stage.IDLE;
            }
            putBack(unstarted);
            long pause = 0;
            for (int i = failed.size() - 1; i >= 0; i--) {
                pause = Math.max(pause, fail(failed.get(i), wishes[i]));
            }
            if (stage != Stage.CLOSED && (pause > 0 || !buried.isEmpty())) {
                suspend(pause);
            }
            dispatcher.ended(this);
        });
    }

    /** Deals with a message that was not consumed; says how long the queue has to wait. */
    private long fail(Delivery delivery, ConsumeResult wish) {
        if (wish instanceof ConsumeResult.DeadLetter deadLetter) {
            bury(delivery, deadLetter.reason());
            return 0;
        }
        if (delivery.attempts() >= dispatcher.settings().maxAttempts()) {
            bury(delivery, "it failed " + (delivery.attempts() + 1) + " times");
            return 0;
        }
        delivery.postpone();
        window.putBack(delivery);
        long asked =
                wish instanceof ConsumeResult.RetryLater later ? later.delay().toMillis() : 0;
        return asked > 0 ? asked : dispatcher.settings().suspendTime().toMillis();
    }

    private void bury(Delivery delivery, String reason) {
        buried.add(delivery);
        dispatcher.returns().bury(delivery, reason);
    }

    private void suspend(long pause) {
        stage = Stage.SUSPENDED;
        if (pause > 0) {
            timer = dispatcher.loop().after(pause, () -> {
                timer = null;
                dispatcher.offer(window);
            });
        }
    }

    private void putBack(List<Delivery> deliveries) {
        deliveries.forEach(window::putBack);
    }
}
