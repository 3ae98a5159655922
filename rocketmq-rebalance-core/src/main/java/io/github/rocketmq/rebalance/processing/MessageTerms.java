package io.github.rocketmq.rebalance.processing;

import io.github.rocketmq.rebalance.model.Message;

/** On what terms a window's messages may be delivered, where they have any of their own. Called by any thread. */
public interface MessageTerms {

    /** Positions are offsets, every message may start at any time, and nobody is told. */
    MessageTerms NONE = new MessageTerms() {
        @Override
        public long positionOf(Message message) {
            return message.queueOffset();
        }

        @Override
        public boolean mayStart(Message message) {
            return true;
        }

        @Override
        public void ended(Message message, boolean completed) {
            // Nobody wants to know.
        }
    };

    /** Where the message is in the window; the positions of messages that are admitted rise. */
    long positionOf(Message message);

    /** Whether a listener may begin with the message now. False is final: the window lets go of the message. */
    boolean mayStart(Message message);

    /**
     * The window let go of a message and its counts tell so.
     *
     * @param completed whether its delivery was completed; false if it never started or was abandoned
     */
    void ended(Message message, boolean completed);
}
