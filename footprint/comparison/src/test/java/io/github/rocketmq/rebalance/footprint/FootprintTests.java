package io.github.rocketmq.rebalance.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads what Maven resolved for the neighbouring modules. */
class FootprintTests {

    private static final int LIMIT = 12;

    private static final Set<String> OURS_AND_NEW = Set.of(
            "io.github.rocketmq-rebalance:rocketmq-rebalance-spring-boot-starter",
            "io.github.rocketmq-rebalance:rocketmq-rebalance-core",
            "org.springframework:spring-messaging",
            "at.yawk.lz4:lz4-java",
            "com.github.luben:zstd-jni",
            "io.netty:netty-handler",
            "io.netty:netty-codec-base",
            "io.netty:netty-transport",
            "io.netty:netty-transport-native-unix-common",
            "io.netty:netty-resolver",
            "io.netty:netty-buffer",
            "io.netty:netty-common");

    private static final Set<String> JSON = Set.of(
            "org.springframework.boot:spring-boot-jackson",
            "tools.jackson.core:jackson-databind",
            "tools.jackson.core:jackson-core",
            "com.fasterxml.jackson.core:jackson-annotations");

    private static final Pattern ARTIFACT =
            Pattern.compile("^\\s+([\\w.-]+):([\\w.-]+):jar:(?:([\\w.-]+):)?([\\w.-]+):(?:compile|runtime)\\b");

    @Test
    void aWebApplicationWithActuatorGrowsByTwelveJars() {
        Set<String> added = added("web", "web-listening");

        assertThat(added).as("more than %s jars: %s", LIMIT, added).hasSizeLessThanOrEqualTo(LIMIT);
        assertThat(added).containsExactlyInAnyOrderElementsOf(OURS_AND_NEW);
    }

    @Test
    void anApplicationWithoutJsonGetsSpringBootsJsonToo() {
        Set<String> added = added("actuator", "actuator-listening");
        added.removeAll(JSON);

        assertThat(added).containsExactlyInAnyOrderElementsOf(OURS_AND_NEW);
    }

    @Test
    void noJarOfTheApplicationIsTakenAwayOrChangesItsVersion() {
        assertThat(jars("web-listening")).containsAllEntriesOf(jars("web"));
        assertThat(jars("actuator-listening")).containsAllEntriesOf(jars("actuator"));
    }

    private static Set<String> added(String without, String with) {
        Set<String> added = new TreeSet<>(jars(with).keySet());
        added.removeAll(jars(without).keySet());
        return added;
    }

    /** Versions by group, artifact and classifier. */
    private static Map<String, String> jars(String module) {
        Path list = Path.of("..", module, "target", "jars.txt");
        Map<String, String> versions = new TreeMap<>();
        try (Stream<String> lines = Files.lines(list)) {
            lines.map(ARTIFACT::matcher).filter(Matcher::find).forEach(found -> {
                String classifier = found.group(3) == null ? "" : ":" + found.group(3);
                versions.put(found.group(1) + ":" + found.group(2) + classifier, found.group(4));
            });
        } catch (IOException unreadable) {
            throw new AssertionError(
                    "Maven writes " + list + " when it builds the module footprint/" + module + "; build that first",
                    unreadable);
        }
        assertThat(versions).as("jars of " + module).hasSizeGreaterThan(20);
        return versions;
    }
}
