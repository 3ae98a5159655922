package io.github.rocketmq.rebalance.spring.autoconfigure;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What an application that cannot start says of it. */
final class Problems {

    private Problems() {}

    /** The problem and the remedy. */
    static String of(ApplicationContextRunner application) {
        StringBuilder said = new StringBuilder();
        application.run(context -> {
            Throwable failure = context.getStartupFailure();
            if (failure != null) {
                FailureAnalysis analysis = new RocketMqFailureAnalyzer().analyze(failure);
                said.append(
                        analysis == null
                                ? "no analysis of " + failure
                                : analysis.getDescription() + "\n" + analysis.getAction());
            }
        });
        return said.isEmpty() ? "the start does not fail" : said.toString();
    }
}
