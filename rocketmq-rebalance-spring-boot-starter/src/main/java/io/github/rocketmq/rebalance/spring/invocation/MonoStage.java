package io.github.rocketmq.rebalance.spring.invocation;

import java.util.concurrent.CompletionStage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Subscribes to publishers of at most one value. Needs Reactor on the classpath. */
final class MonoStage {

    private MonoStage() {}

    static CompletionStage<?> of(Publisher<?> publisher) {
        return Mono.from(publisher).toFuture();
    }
}
