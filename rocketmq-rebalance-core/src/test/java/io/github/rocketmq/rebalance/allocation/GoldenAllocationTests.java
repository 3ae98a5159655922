package io.github.rocketmq.rebalance.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.GoldenAllocations.Golden;
import io.github.rocketmq.rebalance.model.ClientId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GoldenAllocationTests {

    private final List<Golden> cases = read();

    @Test
    void theFrozenCasesAreSharedAsEver() {
        assertThat(cases).hasSize(200);
        for (Golden golden : cases) {
            assertThat(IntStream.of(golden.topic().owners()).boxed()).isEqualTo(golden.owners());
        }
    }

    @Test
    void membersAnswerWhatIsFrozen() {
        for (Golden golden : cases) {
            List<ClientId> members =
                    golden.topic().members().stream().distinct().sorted().toList();
            golden.topic().shares(new BalancedRendezvousAllocation()).forEach((member, queues) -> assertThat(queues)
                    .isEqualTo(IntStream.range(0, golden.owners().size())
                            .filter(queue ->
                                    members.get(golden.owners().get(queue)).equals(member))
                            .mapToObj(golden.topic().queues()::get)
                            .toList()));
        }
    }

    @Test
    void theFrozenCasesHaveZonesWeightsKeysOfSeveralAndMembersListedTwice() {
        assertThat(cases).anyMatch(golden -> anyId(golden, "~z="));
        assertThat(cases).anyMatch(golden -> anyId(golden, "~w="));
        assertThat(cases).anyMatch(golden -> anyId(golden, "~z=") && anyId(golden, "~w="));
        assertThat(cases)
                .anyMatch(golden -> golden.topic().members().stream().distinct().count()
                        < golden.topic().members().size());
        assertThat(cases)
                .anyMatch(golden -> golden.topic().members().stream()
                                .distinct()
                                .map(member ->
                                        MemberTag.of(member).orElseThrow().key())
                                .distinct()
                                .count()
                        < golden.topic().members().stream().distinct().count());
    }

    private static boolean anyId(Golden golden, String part) {
        return golden.topic().members().stream().anyMatch(id -> id.value().contains(part));
    }

    private static List<Golden> read() {
        try (InputStream in =
                Objects.requireNonNull(GoldenAllocationTests.class.getResourceAsStream(GoldenAllocations.RESOURCE))) {
            return GoldenAllocations.read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new IllegalStateException("the frozen cases cannot be read", e);
        }
    }
}
