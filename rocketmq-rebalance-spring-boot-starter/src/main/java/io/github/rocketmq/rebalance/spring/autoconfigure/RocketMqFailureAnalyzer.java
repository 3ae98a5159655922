package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a failed start what is wrong with a listener or setting, and what to change. */
final class RocketMqFailureAnalyzer extends AbstractFailureAnalyzer<RocketMqConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RocketMqConfigurationException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), rootFailure);
    }
}
