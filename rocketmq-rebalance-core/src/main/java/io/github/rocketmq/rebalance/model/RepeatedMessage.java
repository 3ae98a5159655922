package io.github.rocketmq.rebalance.model;

/** A message that is delivered once more without having been to the broker in between. */
public final class RepeatedMessage extends MessageView {

    private final int attempts;

    private RepeatedMessage(Message stored, int attempts) {
        super(stored);
        this.attempts = attempts;
    }

    /**
     * The message as a listener should see it at this attempt.
     *
     * @param attempts how often it was delivered before, since it was fetched
     */
    public static Message of(Message stored, int attempts) {
        return attempts == 0 ? stored : new RepeatedMessage(stored, attempts);
    }

    @Override
    public int reconsumeTimes() {
        return super.reconsumeTimes() + attempts;
    }
}
