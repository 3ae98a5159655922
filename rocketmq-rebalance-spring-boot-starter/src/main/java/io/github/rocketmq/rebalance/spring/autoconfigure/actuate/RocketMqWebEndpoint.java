package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Says over HTTP what is wrong with a request. */
@EndpointWebExtension(endpoint = RocketMqEndpoint.class)
public final class RocketMqWebEndpoint {

    private final RocketMqEndpoint endpoint;

    RocketMqWebEndpoint(RocketMqEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** {@link RocketMqEndpoint#change}; 404 for an unknown listener, 400 for what cannot be done, each with its reason. */
    @WriteOperation
    public WebEndpointResponse<Object> change(
            @Selector String id,
            @Nullable String action,
            @Nullable String mode,
            @Nullable String queue,
            @Nullable String to,
            @Nullable String interval,
            @Nullable String dryRun,
            @Nullable SecurityContext security) {
        if (endpoint.find(id).isEmpty()) {
            return error(endpoint.unknown(id), WebEndpointResponse.STATUS_NOT_FOUND);
        }
        try {
            return new WebEndpointResponse<>(endpoint.perform(
                    id, ListenerChange.parse(action, mode, queue, to, interval, dryRun), principal(security)));
        } catch (IllegalArgumentException refused) {
            return error(String.valueOf(refused.getMessage()), WebEndpointResponse.STATUS_BAD_REQUEST);
        }
    }

    private static Optional<Principal> principal(@Nullable SecurityContext security) {
        return Optional.ofNullable(security).map(SecurityContext::getPrincipal);
    }

    private static WebEndpointResponse<Object> error(String text, int status) {
        return new WebEndpointResponse<>(Map.of("error", text), status);
    }
}
