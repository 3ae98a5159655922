package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

/** The values of the key {@code result}. */
final class Results {

    private Results() {}

    static String of(boolean successful) {
        return successful ? "success" : "failure";
    }
}
