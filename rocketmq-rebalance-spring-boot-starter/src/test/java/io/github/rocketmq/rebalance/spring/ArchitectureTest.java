package io.github.rocketmq.rebalance.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = "io.github.rocketmq.rebalance";
    private static final String SPRING = ROOT + ".spring";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(SPRING);

    @Test
    void listenersKnowNeitherAnnotationsNorConfiguration() {
        noClasses()
                .that()
                .resideInAPackage(SPRING + ".listener..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPRING + ".annotation..", SPRING + ".autoconfigure..", "org.springframework.boot..")
                .check(classes);
    }

    @Test
    void annotationsKnowListenersOnly() {
        noClasses()
                .that()
                .resideInAPackage(SPRING + ".annotation..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPRING + ".autoconfigure..", "org.springframework.boot..")
                .check(classes);
    }

    @Test
    void autoConfigurationDoesNotNeedItsOptionalParts() {
        noClasses()
                .that()
                .resideInAPackage(SPRING + ".autoconfigure")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        SPRING + ".autoconfigure.health..",
                        SPRING + ".autoconfigure.actuate..",
                        "org.springframework.boot.health..",
                        "org.springframework.boot.actuate..")
                .check(classes);
    }

    @Test
    void healthAndEndpointDoNotNeedEachOther() {
        noClasses()
                .that()
                .resideInAPackage(SPRING + ".autoconfigure.health..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPRING + ".autoconfigure.actuate..", "org.springframework.boot.actuate..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(SPRING + ".autoconfigure.actuate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPRING + ".autoconfigure.health..", "org.springframework.boot.health..")
                .check(classes);
    }

    @Test
    void onlyTheCoresPublicPackagesAreUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(new DescribedPredicate<JavaClass>("are internal to the core") {
                    @Override
                    public boolean test(JavaClass type) {
                        String name = type.getPackageName();
                        return name.startsWith(ROOT + ".")
                                && !name.startsWith(SPRING)
                                && !name.equals(ROOT + ".api")
                                && !name.equals(ROOT + ".model")
                                && !name.equals(ROOT + ".allocation");
                    }
                })
                .check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(SPRING + ".(**)").should().beFreeOfCycles().check(classes);
    }
}
