package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/** Tells the log and the audit events of the application who changed a listener, and how. */
final class ChangeAudit {

    /** The type of the audit events. */
    static final String TYPE = "ROCKETMQ_LISTENER_CHANGED";

    private static final Logger log = LoggerFactory.getLogger(ChangeAudit.class);
    private static final String NOBODY_KNOWN = "anonymous";

    private final ApplicationEventPublisher events;

    ChangeAudit(ApplicationEventPublisher events) {
        this.events = events;
    }

    /**
     * A change was made.
     *
     * @param offsets what became of them, if they were to be reset
     */
    void changed(
            String id, ListenerChange change, List<ChangeDescriptor.Offset> offsets, Optional<Principal> principal) {
        String by = principal.map(Principal::getName).orElse(NOBODY_KNOWN);
        Map<String, Object> data = data(change, offsets.isEmpty() ? "done" : counted(offsets));
        log.info("Listener '{}' was changed by {}: {}", id, by, data);
        publish(id, by, data);
    }

    /** A change began and did not come to its end, so nobody knows how much of it was made. */
    void failed(String id, ListenerChange change, RuntimeException failure, Optional<Principal> principal) {
        String by = principal.map(Principal::getName).orElse(NOBODY_KNOWN);
        Map<String, Object> data = data(change, "failed: " + failure.getMessage());
        log.info("Listener '{}' was to be changed by {}, which failed on the way: {}", id, by, data);
        publish(id, by, data);
    }

    private static Map<String, Object> data(ListenerChange change, String outcome) {
        Map<String, Object> data = new TreeMap<>(change.parameters());
        data.put("outcome", outcome);
        return data;
    }

    /** Such as "2 moved, 1 not-held". */
    private static String counted(List<ChangeDescriptor.Offset> offsets) {
        Map<String, Long> counts = offsets.stream()
                .collect(Collectors.groupingBy(ChangeDescriptor.Offset::result, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    private void publish(String id, String by, Map<String, Object> data) {
        data.put("listener", id);
        events.publishEvent(new AuditApplicationEvent(by, TYPE, data));
    }
}
