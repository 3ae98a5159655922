package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** All listeners, one listener, and what may be done with it. Reading asks no broker. */
@Endpoint(id = "rocketmq", defaultAccess = Access.READ_ONLY)
public final class RocketMqEndpoint {

    private final RocketListenerRegistry registry;
    private final ChangeAudit audit;
    private final InstantSource clock;
    private final Duration resetPatience;

    /**
     * @param resetPatience how long to wait for brokers when offsets are reset
     */
    RocketMqEndpoint(RocketListenerRegistry registry, ChangeAudit audit, InstantSource clock, Duration resetPatience) {
        this.registry = registry;
        this.audit = audit;
        this.clock = clock;
        this.resetPatience = resetPatience;
    }

    /** The connections and all listeners. */
    @ReadOperation
    public RocketMqDescriptor overview() {
        return RocketMqDescriptor.of(registry);
    }

    /** One listener with its queues, its group's members and its last rebalances; null if there is none of that id. */
    @ReadOperation
    public @Nullable ListenerDescriptor listener(@Selector String id) {
        return registry.find(id)
                .map(container -> ListenerDescriptor.of(id, container, clock.instant()))
                .orElse(null);
    }

    /**
     * Changes one listener.
     *
     * @param action pause, resume, start, stop, rebalance, set-interval or reset-offset
     * @param mode hold or release, for pause; hold for reset-offset pauses first
     * @param queue one queue as topic@broker@id, for reset-offset; all by default
     * @param to earliest, latest, a time or an offset, for reset-offset
     * @param interval for set-interval, or for rebalance
     * @param dryRun false to reset offsets for real
     * @throws IllegalArgumentException saying what is wrong with the request
     */
    @WriteOperation
    public ChangeDescriptor change(
            @Selector String id,
            @Nullable String action,
            @Nullable String mode,
            @Nullable String queue,
            @Nullable String to,
            @Nullable String interval,
            @Nullable String dryRun) {
        return perform(id, ListenerChange.parse(action, mode, queue, to, interval, dryRun), Optional.empty());
    }

    /**
     * Changes one listener for somebody.
     *
     * @param principal who wants it; empty if nobody knows
     * @throws IllegalArgumentException saying what is wrong with the request
     */
    ChangeDescriptor perform(String id, ListenerChange change, Optional<Principal> principal) {
        RocketListenerContainer container = find(id).orElseThrow(() -> new IllegalArgumentException(unknown(id)));
        ListenerControls controls = new ListenerControls(id, container, resetPatience);
        List<ChangeDescriptor.Offset> offsets;
        try {
            offsets = controls.perform(change);
        } catch (RuntimeException failure) {
            if (controls.hasBegun()) {
                audit.failed(id, change, failure, principal);
            }
            throw failure;
        }
        if (controls.hasBegun()) {
            audit.changed(id, change, offsets, principal);
        }
        return new ChangeDescriptor(
                change.action().text(),
                change.isDryRun(),
                offsets,
                ListenerDescriptor.of(id, container, clock.instant()));
    }

    Optional<RocketListenerContainer> find(String id) {
        return registry.find(id);
    }

    String unknown(String id) {
        return "there is no listener '" + id + "'; the listeners are " + new TreeSet<>(registry.ids());
    }
}
