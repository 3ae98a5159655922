package io.github.rocketmq.rebalance.remote;

import java.util.Optional;

/**
 * How one call of a listener went.
 *
 * @param outcome what the listener said
 * @param orderly whether the listener is one for messages in order
 * @param millis how long it took
 * @param remark for the operator
 */
public record DirectConsumption(Outcome outcome, boolean orderly, long millis, Optional<String> remark) {

    /** Apache's names, as they stand on the wire. */
    public enum Outcome {
        CR_SUCCESS,
        CR_LATER,
        CR_THROW_EXCEPTION,
        CR_RETURN_NULL
    }
}
