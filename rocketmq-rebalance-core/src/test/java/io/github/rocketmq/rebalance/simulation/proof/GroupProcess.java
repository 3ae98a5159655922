package io.github.rocketmq.rebalance.simulation.proof;

/** One process that is, was or will be a member of the group. */
interface GroupProcess {

    /** Its number among all processes of the run. */
    int number();

    /** Where it runs; what comes back there has the same key. */
    int host();

    ProofClient client();

    /** Whether it follows other rules than ours. */
    default boolean isForeign() {
        return false;
    }

    void start();

    /** Leaves the group in good order; {@link World#gone} hears when that is done. */
    void leave();

    /** It was stopped and goes on now. */
    void resumed();

    /** When it went on after its last stop, microseconds; long ago if it never stopped. */
    long resumedAt();
}
