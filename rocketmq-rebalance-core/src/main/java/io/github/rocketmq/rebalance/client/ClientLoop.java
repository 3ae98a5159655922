package io.github.rocketmq.rebalance.client;

import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of everything that is confined to it: takes tasks, timers and answers from anywhere and runs them one
 * after the other. A task that throws is logged and does not stop the loop.
 */
public final class ClientLoop {

    private static final Logger log = LoggerFactory.getLogger(ClientLoop.class);

    private final Scheduler scheduler;

    public ClientLoop(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Monotonic milliseconds. */
    public long now() {
        return scheduler.now();
    }

    /** Runs a task on the loop. Any thread. */
    public void post(Runnable task) {
        scheduler.execute(() -> runSafely(task));
    }

    /** Runs a task at once if the caller is on the loop, else posts it. */
    public void run(Runnable task) {
        if (scheduler.isCurrent()) {
            runSafely(task);
        } else {
            post(task);
        }
    }

    /** Runs a task at a time, as {@link #now()} counts. Any thread. */
    public Cancellable at(long time, Runnable task) {
        return scheduler.at(time, () -> runSafely(task));
    }

    /** Runs a task after a delay in milliseconds. Any thread. */
    public Cancellable after(long delay, Runnable task) {
        return at(now() + delay, task);
    }

    /** Goes on here, on the loop, with an answer that comes on whatever thread. */
    public <T> void whenAnswered(
            CompletionStage<T> answer, Consumer<? super T> onAnswer, Consumer<Throwable> onFailure) {
        answer.whenComplete((value, failure) -> run(() -> {
            if (failure == null) {
                onAnswer.accept(value);
            } else {
                onFailure.accept(RemoteException.causeOf(failure));
            }
        }));
    }

    /** Goes on here with all answers, in the order of the questions; with a failure as soon as all are done and one failed. */
    public <T> void whenAllAnswered(
            List<CompletionStage<T>> questions, Consumer<List<T>> onAnswers, Consumer<Throwable> onFailure) {
        List<CompletableFuture<T>> asked =
                questions.stream().map(CompletionStage::toCompletableFuture).toList();
        CompletionStage<Void> all = CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new));
        whenAnswered(
                all,
                ok -> onAnswers.accept(
                        asked.stream().map(CompletableFuture::join).toList()),
                onFailure);
    }

    /** Refuses a caller on another thread: what is confined to the loop has no other protection. */
    public void checkOwner() {
        if (!scheduler.isCurrent()) {
            throw new IllegalStateException(
                    "called on thread '" + Thread.currentThread().getName() + "' instead of the client's loop");
        }
    }

    private static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("a task of the client's loop failed; this is a bug, please report it", e);
        }
    }
}
