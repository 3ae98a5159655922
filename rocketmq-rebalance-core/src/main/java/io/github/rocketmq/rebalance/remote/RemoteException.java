package io.github.rocketmq.rebalance.remote;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A request that got no good answer. Its kinds differ in what the other side may have done. */
public sealed class RemoteException extends RuntimeException {

    private RemoteException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What went wrong, without the wrapping that completion stages add. */
    public static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /**
     * Since when a request may take effect although it failed: when it was sent, if the answer did not come; empty if the
     * other side did not get it or said no.
     */
    public static OptionalLong mayTakeEffect(Throwable failure, long sentAt) {
        return failure instanceof OutcomeUnknown || failure instanceof Garbled
                ? OptionalLong.of(sentAt)
                : OptionalLong.empty();
    }

    /** The request was never sent: no connection. */
    public static final class NotConnected extends RemoteException {
        public NotConnected(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The request may or may not have been carried out: the answer did not come in time or the connection broke. */
    public static final class OutcomeUnknown extends RemoteException {
        public OutcomeUnknown(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        public static OutcomeUnknown timedOut(String request, BrokerAddress address, Duration timeout) {
            return new OutcomeUnknown(
                    address + " did not answer " + request + " within " + timeout.toMillis() + " ms", null);
        }
    }

    /** The other side answered, and the answer was no. */
    public static final class Refused extends RemoteException {

        private static final int NOT_SUPPORTED = 3;
        private static final int NO_PERMISSION = 16;

        private final int code;

        public Refused(String message, int code) {
            super(message, null);
            this.code = code;
        }

        /** Whether the other side is of a release that knows no such request. */
        public boolean isNotSupported() {
            return code == NOT_SUPPORTED;
        }

        /** Whether the other side does not permit it. */
        public boolean isForbidden() {
            return code == NO_PERMISSION;
        }

        /** The response code, as RocketMQ numbers them. */
        public int code() {
            return code;
        }
    }

    /** The other side answered with bytes that are not RocketMQ's protocol. */
    public static final class Garbled extends RemoteException {
        public Garbled(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
