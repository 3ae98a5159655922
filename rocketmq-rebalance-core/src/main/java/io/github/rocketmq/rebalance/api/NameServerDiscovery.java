package io.github.rocketmq.rebalance.api;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where name servers are written down for a whole process; the places are those of Apache's clients. */
final class NameServerDiscovery {

    static final String PROPERTY = "rocketmq.namesrv.addr";
    static final String VARIABLE = "NAMESRV_ADDR";

    private final UnaryOperator<@Nullable String> properties;
    private final UnaryOperator<@Nullable String> environment;

    /**
     * @param properties a system property by its name; null where there is none
     * @param environment an environment variable by its name; null where there is none
     */
    NameServerDiscovery(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    static NameServerDiscovery ofThisProcess() {
        return new NameServerDiscovery(System::getProperty, System::getenv);
    }

    /** The name servers of the first place that names any; empty if none does. */
    List<String> find() {
        return Stream.of(split(properties.apply(PROPERTY)), split(environment.apply(VARIABLE)))
                .filter(servers -> !servers.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<String> split(@Nullable String servers) {
        if (servers == null) {
            return List.of();
        }
        return Arrays.stream(servers.split(";", -1))
                .map(String::trim)
                .filter(server -> !server.isEmpty())
                .toList();
    }
}
