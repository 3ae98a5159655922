package io.github.rocketmq.rebalance.spring.invocation;

/**
 * An interrupt that a listener's method has ended with: what is asked about the failure still finds its thread
 * interrupted, the thread's next call does not. Confined to the thread of the call.
 */
final class Interruption implements AutoCloseable {

    private boolean raised;

    /** The method threw this, on this thread. */
    void threw(Throwable failure) {
        if (failure instanceof InterruptedException) {
            raised = true;
            Thread.currentThread().interrupt();
        }
    }

    /** The call is over. */
    @Override
    public void close() {
        if (raised) {
            Thread.interrupted();
        }
    }
}
