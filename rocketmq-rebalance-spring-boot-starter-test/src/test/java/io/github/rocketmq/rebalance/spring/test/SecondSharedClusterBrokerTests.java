package io.github.rocketmq.rebalance.spring.test;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "context=Second")
class SecondSharedClusterBrokerTests extends SharedCluster {}
