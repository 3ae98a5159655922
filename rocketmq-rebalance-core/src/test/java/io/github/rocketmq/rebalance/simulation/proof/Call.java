package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request on its way: what the broker is to do with it, and until when the client waits. */
final class Call<T> {

    /** The broker's part. */
    @FunctionalInterface
    interface Work<T> {

        /** Answers now or later, or throws a {@link RemoteException} to refuse. */
        void perform(ProofBroker broker, Channel channel, Reply<T> reply);
    }

    /** Takes the broker's answer. */
    @FunctionalInterface
    interface Reply<T> {
        void with(T value);
    }

    final String name;
    final Work<T> work;
    final long deadline;
    final CompletableFuture<T> answer = new CompletableFuture<>();
    private Timeline.@Nullable Entry timeout;

    Call(String name, Work<T> work, long deadline) {
        this.name = name;
        this.work = work;
        this.deadline = deadline;
    }

    boolean isDone() {
        return answer.isDone();
    }

    /** No answer will come before the deadline. */
    void expectNone(Timeline timeline, Runnable onTimeout) {
        if (timeout == null && !isDone()) {
            timeout = timeline.at(deadline, onTimeout);
        }
    }

    void succeed(T value) {
        cancelTimeout();
        answer.complete(value);
    }

    void fail(RemoteException failure) {
        cancelTimeout();
        answer.completeExceptionally(failure);
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel();
        }
    }
}
