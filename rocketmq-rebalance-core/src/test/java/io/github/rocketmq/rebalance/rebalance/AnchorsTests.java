package io.github.rocketmq.rebalance.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnchorsTests {

    private static final int GROUPS = 4000;
    private static final List<String> MASTERS =
            IntStream.range(0, 8).mapToObj(i -> "broker-" + i).toList();

    @Test
    void everyMemberOfAGroupChoosesTheSameMastersInWhateverOrderItSeesThem() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            Set<List<String>> choices = new HashSet<>();
            for (int member = 0; member < 20; member++) {
                List<String> seen = new ArrayList<>(MASTERS);
                Collections.shuffle(seen, random);
                choices.add(Anchors.ranked(group(i), seen, new ClientId("c" + member), 500));
            }
            assertThat(choices).hasSize(1);
            assertThat(choices.iterator().next()).containsExactlyInAnyOrderElementsOf(MASTERS);
        }
    }

    @Test
    void theChoiceIsTheSameInEveryRelease() {
        assertThat(Anchors.ranked(new ConsumerGroup("billing"), MASTERS, new ClientId("c"), 3))
                .containsExactly(
                        "broker-2", "broker-3", "broker-6", "broker-4", "broker-1", "broker-5", "broker-7", "broker-0");
    }

    @Test
    void groupsSpreadEvenlyOverTheMasters() {
        Map<String, Long> shares = IntStream.range(0, GROUPS)
                .mapToObj(i -> first(i, MASTERS))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));

        assertThat(shares).hasSize(8);
        assertThat(shares.values()).allMatch(share -> share > 420 && share < 580);
    }

    @Test
    void aMasterThatIsLostMovesOnlyItsGroupsAndToWhereTheyWouldHaveGoneNext() {
        List<String> left =
                MASTERS.stream().filter(name -> !name.equals("broker-3")).toList();
        for (int i = 0; i < GROUPS; i++) {
            List<String> before = Anchors.ranked(group(i), MASTERS, new ClientId("c"), 10);
            String expected = before.get(0).equals("broker-3") ? before.get(1) : before.get(0);
            assertThat(first(i, left)).isEqualTo(expected);
        }
    }

    @Test
    void largeGroupsSpreadOverOneMasterForEveryFiveHundredMembers() {
        assertThat(chosen(500)).hasSize(1);
        assertThat(chosen(501)).hasSize(2);
        assertThat(chosen(1000)).hasSize(2);
        assertThat(chosen(3200)).hasSize(7);
        assertThat(chosen(100_000)).hasSize(8);
        assertThat(chosen(1500).values()).allMatch(share -> share > 900 && share < 1100);
    }

    @Test
    void aMemberOfALargeGroupThatLosesItsMasterTurnsToTheGroupsFirst() {
        List<String> common = Anchors.ranked(group(1), MASTERS, new ClientId("c"), 10);
        for (int member = 0; member < 50; member++) {
            List<String> mine = Anchors.ranked(group(1), MASTERS, new ClientId("c" + member), 2000);
            List<String> rest = new ArrayList<>(common);
            rest.remove(mine.get(0));
            assertThat(common.subList(0, 4)).contains(mine.get(0));
            assertThat(mine.subList(1, 8)).isEqualTo(rest);
        }
    }

    @Test
    void withoutMastersThereIsNobodyToAsk() {
        assertThat(Anchors.ranked(group(1), List.of(), new ClientId("c"), 2000)).isEmpty();
    }

    private static Map<String, Long> chosen(int members) {
        return IntStream.range(0, 3000)
                .mapToObj(i -> Anchors.ranked(group(7), MASTERS, new ClientId("10.0.0.1@" + i), members)
                        .get(0))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    private static String first(int group, List<String> masters) {
        return Anchors.ranked(group(group), masters, new ClientId("c"), 10).get(0);
    }

    private static ConsumerGroup group(int number) {
        return new ConsumerGroup("group" + number);
    }
}
