package io.github.rocketmq.rebalance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The packages, the arrows between them, and what each of them leaves to others. */
class ArchitectureTests {

    private static final String BASE = "io.github.rocketmq.rebalance";

    /** Which of our packages a package may depend on, apart from itself. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("model", List.of()),
            Map.entry("api", List.of("model")),
            Map.entry("allocation", List.of("model")),
            Map.entry("processing", List.of("model")),
            Map.entry("rebalance", List.of("allocation", "model")),
            Map.entry("wire", List.of("model")),
            Map.entry("remote", List.of("model")),
            Map.entry("remote.namespace", List.of("remote", "model")),
            Map.entry("remote.netty", List.of("remote", "wire", "model")),
            Map.entry("remote.timed", List.of("remote", "api", "model")),
            Map.entry("offsets", List.of("api", "model")),
            Map.entry("client", List.of("remote", "api", "model")),
            Map.entry("producer", List.of("client", "remote", "api", "model")),
            Map.entry(
                    "consumer", List.of("client", "rebalance", "processing", "allocation", "remote", "api", "model")));

    private static final String[] PURE = packages("model", "allocation", "rebalance", "processing");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // The embedded brokers, a module beside this one.
            .withImportOption(location -> !location.contains("/rebalance/test/"))
            .importPackages(BASE);

    @TestFactory
    Stream<DynamicTest> everyPackageDependsOnlyOnThoseItsArrowsPointTo() {
        return ARROWS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(arrow -> DynamicTest.dynamicTest(
                        arrow.getKey() + " -> " + arrow.getValue(),
                        () -> checkArrows(arrow.getKey(), arrow.getValue())));
    }

    private static void checkArrows(String from, List<String> to) {
        List<String> allowed = new ArrayList<>(to);
        allowed.add(from);
        noClasses()
                .that()
                .resideInAPackage(of(from))
                .should()
                .dependOnClassesThat(resideInAPackage(BASE + "..")
                        .and(not(resideInAnyPackage(packages(allowed.toArray(String[]::new))))))
                .because("the arrows of " + from + " point to " + to + " only")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void noPackageIsMissingFromThePicture() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct()).allSatisfy(name -> assertThat(
                        Stream.concat(Stream.of(BASE), ARROWS.keySet().stream().map(ArchitectureTests::of)))
                .contains(name));
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void purePackagesUseNeitherNettyNorALogger() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "org.slf4j..", "java.util.logging..")
                .check(CLASSES);
    }

    @Test
    void purePackagesAskNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .accessTargetWhere(describe("ask a clock", ArchitectureTests::asksAClock))
                .orShould()
                .dependOnClassesThat(assignableTo(Clock.class))
                .because("the time comes in as an argument")
                .check(CLASSES);
    }

    @Test
    void purePackagesThrowNoDice() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .accessTargetWhere(describe("ask for chance", access -> isNamed(access, Math.class, "random")))
                .orShould()
                .dependOnClassesThat(assignableTo(Random.class)
                        .or(resideInAPackage("java.util.random.."))
                        .or(equivalentTo(java.util.SplittableRandom.class)))
                .because("chance comes in as an argument")
                .check(CLASSES);
    }

    @Test
    void purePackagesStartAndHoldNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(assignableTo(Thread.class).or(equivalentTo(ThreadLocal.class)))
                .check(CLASSES);
    }

    @Test
    void onlyAtomicsConnectTheWindowOfAQueueToItsWorkers() {
        noClasses()
                .that()
                .resideInAPackage(of("processing"))
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent..")
                        .and(not(resideInAPackage("java.util.concurrent.atomic"))))
                .check(CLASSES);
    }

    @Test
    void decisionsAreMadeByOneThread() {
        noClasses()
                .that()
                .resideInAnyPackage(packages("model", "allocation", "rebalance"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent..")
                .check(CLASSES);
    }

    @Test
    void onlyTheWireAndItsConnectionsUseNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("wire", "remote.netty"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void onlyTheLoopTheConsumerTheConnectionsAndFilesUseExecutors() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("client", "consumer", "offsets", "remote.netty"))
                .and()
                .resideOutsideOfPackage(BASE)
                .should()
                .dependOnClassesThat(executors())
                .check(CLASSES);
    }

    @Test
    void theFrontDoorOnlyPassesExecutorsOn() {
        noClasses()
                .that()
                .resideInAPackage(BASE)
                .should()
                .dependOnClassesThat(executors()
                        .and(not(equivalentTo(Executor.class)))
                        .and(not(equivalentTo(ScheduledExecutorService.class))))
                .check(CLASSES);
    }

    @Test
    void onlyThoseWhoWaitForAnswersUseFutures() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages(
                        "api",
                        "remote",
                        "remote.namespace",
                        "remote.netty",
                        "remote.timed",
                        "client",
                        "producer",
                        "consumer",
                        "offsets"))
                .and()
                .resideOutsideOfPackage(BASE)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.(Completion.*|Completable.*|.*Future.*)")
                .check(CLASSES);
    }

    @Test
    void nothingOfApachesClientIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.rocketmq..")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Util|Utils)(\\$.*)?")
                .check(CLASSES);
    }

    /** Calls and method references alike. */
    private static boolean asksAClock(JavaAccess<?> access) {
        return isNamed(access, System.class, "nanoTime")
                || isNamed(access, System.class, "currentTimeMillis")
                || (access.getTargetOwner().getPackageName().startsWith("java.time")
                        && access.getName().equals("now"));
    }

    private static boolean isNamed(JavaAccess<?> access, Class<?> owner, String name) {
        return access.getTargetOwner().isEquivalentTo(owner) && access.getName().equals(name);
    }

    private static DescribedPredicate<JavaClass> executors() {
        return assignableTo(Executor.class)
                .or(equivalentTo(java.util.concurrent.Executors.class))
                .or(equivalentTo(java.util.concurrent.ExecutorCompletionService.class))
                .or(equivalentTo(ForkJoinPool.class))
                .as("executors");
    }

    private static String of(String name) {
        return BASE + "." + name;
    }

    private static String[] packages(String... names) {
        return Stream.of(names).map(ArchitectureTests::of).toArray(String[]::new);
    }
}
