package dev.kindred;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.kmeans.KMeans;

@AnalyzeClasses(packages = "dev.kindred", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {

    @ArchTest
    static final ArchRule packagesFormNoCircle = slices().matching("dev.kindred.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule kmeansKnowsNoFramework = classes().that().resideInAPackage("dev.kindred.kmeans..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "jdk.incubator.vector..",
                    "dev.kindred.kmeans..", "dev.kindred.vector..", "org.apache.commons.math3.random..");

    @ArchTest
    static final ArchRule densityKnowsNoFramework = classes().that().resideInAPackage("dev.kindred.density..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "dev.kindred.density..",
                    "dev.kindred.kmeans..", "dev.kindred.vector..");

    @ArchTest
    static final ArchRule onlyTheProblemPackageAndResourcesKnowHttp = noClasses()
            .that().resideOutsideOfPackages("dev.kindred.problem..", "dev.kindred.download..").and()
            .haveSimpleNameNotEndingWith("Resource")
            .and().haveSimpleNameNotStartingWith("ModelUse").and().doNotHaveSimpleName("JobAnswers")
            .and().areNotMemberClasses()
            .should().dependOnClassesThat().resideInAPackage("jakarta.ws.rs..");

    @ArchTest
    static final ArchRule nothingServedDependsOnTheEmbeddedDatabase = noClasses()
            .that().resideOutsideOfPackage("dev.kindred.embedded..")
            .should().dependOnClassesThat().resideInAPackage("dev.kindred.embedded..");

    /** The check of query parameters reads annotations that a native image would drop otherwise. */
    @ArchTest
    static final ArchRule resourcesAreRegisteredForReflection = classes().that().areAnnotatedWith(Path.class)
            .should().beAnnotatedWith(RegisterForReflection.class);

    /** A native image, which links all that it sees used, must not meet the Vector API. */
    @ArchTest
    static final ArchRule theVectorKernelIsReachedByNameOnly = noClasses()
            .that().doNotHaveFullyQualifiedName("dev.kindred.kmeans.VectorKernel")
            .should().dependOnClassesThat().resideInAPackage("jdk.incubator.vector..")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("dev.kindred.kmeans.VectorKernel");

    @Test
    void theVectorKernelRunsWhereItsModuleIs() {
        assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isPresent();
        assertThat(KMeans.kernel()).startsWith("vector");
    }
}
