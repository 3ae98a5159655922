/** Connection details from a running Docker Compose service, present only with Spring Boot's Docker Compose library. */
@NullMarked
package io.github.rocketmq.rebalance.spring.docker.compose;

import org.jspecify.annotations.NullMarked;
