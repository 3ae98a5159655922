package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SecurityContext;
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

    void changed(String id, ListenerChange change, @Nullable SecurityContext security) {
        String principal = Optional.ofNullable(security)
                .map(SecurityContext::getPrincipal)
                .map(Principal::getName)
                .orElse(NOBODY_KNOWN);
        Map<String, Object> data = new TreeMap<>(change.parameters());
        log.info("Listener '{}' was changed by {}: {}", id, principal, data);
        data.put("listener", id);
        events.publishEvent(new AuditApplicationEvent(principal, TYPE, data));
    }
}
