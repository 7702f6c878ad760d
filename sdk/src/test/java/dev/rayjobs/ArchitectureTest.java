package dev.rayjobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which room may look into which. */
@AnalyzeClasses(packages = "dev.rayjobs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] THIRD_PARTY = {
    "okhttp3..",
    "okio..",
    "com.fasterxml..",
    "io.github.resilience4j..",
    "kotlin..",
    "org.yaml..",
    "org.apache.commons..",
    "org.slf4j.."
  };

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("dev.rayjobs.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_ONE_ROOM_KNOWS_JACKSON =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.rayjobs.internal.json")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule ONLY_ONE_ROOM_KNOWS_SNAKEYAML =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.rayjobs.internal.yaml")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.yaml..");

  @ArchTest
  static final ArchRule PACKAGING_KNOWS_NOTHING_OF_HTTP =
      noClasses()
          .that()
          .resideInAnyPackage("dev.rayjobs.packaging..", "dev.rayjobs.internal.packaging..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.rayjobs.internal.http..", "okhttp3..", "dev.rayjobs.auth..");

  @ArchTest
  static final ArchRule HTTP_KNOWS_NOTHING_OF_PACKAGING =
      noClasses()
          .that()
          .resideInAPackage("dev.rayjobs.internal.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.rayjobs.packaging..", "dev.rayjobs.internal.packaging..");

  @ArchTest
  static final ArchRule ONLY_THE_ENTRY_AND_THE_ROOMS_THAT_TALK_KNOW_OKHTTP =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.rayjobs.internal.http", "dev.rayjobs.internal.gcs", "dev.rayjobs")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("okhttp3..", "okio..");

  @ArchTest
  static final ArchRule NO_PUBLIC_METHOD_SHOWS_A_LIBRARYS_TYPE =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage("dev.rayjobs.internal..")
          .should(
              showNoTypeOf(
                  DescribedPredicate.describe(
                      "a library", type -> resides(type, THIRD_PARTY) && !isTheOneDoor(type))));

  @ArchTest
  static final ArchRule NO_PUBLIC_METHOD_SHOWS_AN_INTERNAL_TYPE =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage("dev.rayjobs.internal..")
          .should(
              showNoTypeOf(
                  DescribedPredicate.describe(
                      "the internals", type -> resides(type, "dev.rayjobs.internal.."))));

  @ArchTest
  static final ArchRule ERRORS_DEPEND_ON_NOTHING =
      classes()
          .that()
          .resideInAPackage("dev.rayjobs.errors")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "dev.rayjobs.errors");

  /** {@code JobClient.Builder.httpClient}: for those who must bring their own. */
  private static boolean isTheOneDoor(JavaClass type) {
    return type.getName().equals("okhttp3.OkHttpClient");
  }

  private static boolean resides(JavaClass type, String... packages) {
    return JavaClass.Predicates.resideInAnyPackage(packages).test(type);
  }

  private static ArchCondition<JavaMethod> showNoTypeOf(DescribedPredicate<JavaClass> forbidden) {
    return new ArchCondition<>("show no type of " + forbidden.getDescription()) {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        Set<JavaClass> shown =
            Stream.concat(
                    method.getReturnType().getAllInvolvedRawTypes().stream(),
                    method.getParameterTypes().stream()
                        .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream()))
                .filter(forbidden)
                .collect(Collectors.toSet());
        if (!shown.isEmpty()) {
          events.add(
              SimpleConditionEvent.violated(method, method.getFullName() + " shows " + shown));
        }
      }
    };
  }
}
