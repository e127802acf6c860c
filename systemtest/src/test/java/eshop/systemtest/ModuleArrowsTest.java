package eshop.systemtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may know which; what the poms cannot say, too. */
@AnalyzeClasses(packages = "eshop", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArrowsTest {
  private static final String[] SERVICES = {
    "eshop.order..",
    "eshop.stock..",
    "eshop.coupon..",
    "eshop.pay..",
    "eshop.gateway..",
    "eshop.bridge.."
  };

  @ArchTest
  static final ArchRule noServiceKnowsAnother =
      slices()
          .matching("eshop.(order|stock|coupon|pay|gateway|bridge)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule sagaAndPlatformKnowNoService =
      noClasses()
          .that()
          .resideInAnyPackage("eshop.saga..", "eshop.platform..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVICES)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("eshop.coordinator..", "eshop.node..", "eshop.mariadb..");

  @ArchTest
  static final ArchRule coordinatorAndSagaMeetOnlyOnDtmsProtocol =
      noClasses()
          .that()
          .resideInAPackage("eshop.coordinator..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("eshop.saga..");

  @ArchTest
  static final ArchRule platformKnowsNoContract =
      noClasses()
          .that()
          .resideInAPackage("eshop.platform..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("eshop.api..", "eshop.dtm..", "eshop.saga..");

  @ArchTest
  static final ArchRule theGatewayAndTheBridgeKnowServicesByTheirAddressesOnly =
      noClasses()
          .that()
          .resideInAnyPackage("eshop.gateway..", "eshop.bridge..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("eshop.saga..", "eshop.coordinator..");

  @ArchTest
  static final ArchRule theSagaMachineIsPure =
      noClasses()
          .that()
          .resideInAnyPackage("eshop.coordinator.saga..", "eshop.coordinator.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.grpc..", "io.vertx.core..");

  @ArchTest
  static final ArchRule servicesSpeakSqlInTheirRepositoryOnly =
      noClasses()
          .that()
          .resideInAnyPackage(SERVICES)
          .and()
          .haveSimpleNameNotEndingWith("Repository")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.sqlclient..");
}
