package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.allocation.MemberTag;
import io.github.rocketmq.rebalance.api.ClientOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the other members are to know of this process. Of its key they need that it is the same after a restart; a pod of
 * a stateful set has such a name, and so has a host.
 */
final class MemberTags {

    private static final String IN_KUBERNETES = "KUBERNETES_SERVICE_HOST";
    private static final String POD = "HOSTNAME";

    private final UnaryOperator<@Nullable String> environment;
    private final Supplier<String> hostName;

    /**
     * @param environment an environment variable by its name; null where there is none
     * @param hostName the host's name, or what there is instead of it
     */
    MemberTags(UnaryOperator<@Nullable String> environment, Supplier<String> hostName) {
        this.environment = environment;
        this.hostName = hostName;
    }

    static MemberTags ofThisProcess() {
        return new MemberTags(System::getenv, MemberTags::localHostName);
    }

    MemberTag of(ClientOptions options) {
        String key = options.allocationKey().isEmpty() ? MemberTag.nameOf(podOrHost()) : options.allocationKey();
        return new MemberTag(key, options.zone(), options.weight());
    }

    private String podOrHost() {
        String pod = environment.apply(IN_KUBERNETES) == null ? null : environment.apply(POD);
        return pod == null || pod.isBlank() ? hostName.get() : pod;
    }

    private static String localHostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // It has a name that stands in no directory; the address serves as well.
            return ClientIds.localAddress();
        }
    }
}
