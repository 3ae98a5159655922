package io.github.rocketmq.rebalance.api;

/** What becomes of a delivered message, and why. */
public enum MessageOutcome {
    /** It is done. */
    CONSUMED(Fate.CONSUMED),
    /** The listener asked to have it again. */
    RETRY_REQUESTED(Fate.RETRIED),
    /** The listener threw. */
    RETRY_AFTER_EXCEPTION(Fate.RETRIED),
    /** The listener did not answer within its time. */
    TIMED_OUT(Fate.RETRIED),
    /** The listener refused it for good. */
    DEAD_LETTER_REQUESTED(Fate.DEAD_LETTERED),
    /** It failed as often as it may. */
    DEAD_LETTER_ATTEMPTS(Fate.DEAD_LETTERED),
    /** Its body cannot be read. */
    DEAD_LETTER_UNDECODABLE(Fate.DEAD_LETTERED),
    /** The listener refused it for good, or it failed too often, in a broadcasting group, which keeps no dead letters. */
    DROPPED(Fate.DEAD_LETTERED);

    private final Fate fate;

    MessageOutcome(Fate fate) {
        this.fate = fate;
    }

    /** Where the message goes. */
    public Fate fate() {
        return fate;
    }

    /** Where messages go. */
    public enum Fate {
        /** Nowhere: it is done. */
        CONSUMED,
        /** It comes again. */
        RETRIED,
        /** Into the group's dead-letter topic; or to nobody, if a group has none. */
        DEAD_LETTERED
    }
}
