package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A question that waits for its answer, or for a channel to be asked on. Confined to the connection's event loop. */
final class PendingRequest {

    private final RemotingFrame frame;
    private final Duration timeout;
    private final CompletableFuture<RemotingFrame> answer;
    private @Nullable ScheduledFuture<?> alarm;
    private @Nullable OpenChannel channel;
    private boolean turnedAway;

    /**
     * @param timeout for the answer, the time to connect included
     * @param answer completed with the response or a {@link RemoteException}
     */
    PendingRequest(RemotingFrame frame, Duration timeout, CompletableFuture<RemotingFrame> answer) {
        this.frame = frame;
        this.timeout = timeout;
        this.answer = answer;
    }

    RemotingFrame frame() {
        return frame;
    }

    /** Waits for the answer from now on; {@code onTimeout} does what is to be done when it has waited too long. */
    void startWaiting(EventLoop loop, Runnable onTimeout) {
        alarm = loop.schedule(onTimeout, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The channel it was asked on last; null while it waits for one. */
    @Nullable
    OpenChannel channel() {
        return channel;
    }

    void askedOn(OpenChannel asked) {
        channel = asked;
    }

    /** Takes it back from a server that stops; false if one did so before. */
    boolean turnAway() {
        boolean first = !turnedAway;
        turnedAway = true;
        channel = null;
        return first;
    }

    boolean isDone() {
        return answer.isDone();
    }

    void succeed(RemotingFrame response) {
        cancelAlarm();
        answer.complete(response);
    }

    void fail(RemoteException failure) {
        cancelAlarm();
        answer.completeExceptionally(failure);
    }

    /** No answer came in time. */
    void failUnanswered(BrokerAddress address) {
        fail(RemoteException.OutcomeUnknown.timedOut(RequestCode.describe(frame.code()), address, timeout));
    }

    /** No channel opened in time. */
    void failUnsent(BrokerAddress address) {
        fail(new RemoteException.NotConnected(
                "no connection to " + address + " opened within " + timeout.toMillis() + " ms, so "
                        + RequestCode.describe(frame.code()) + " was not sent",
                null));
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
