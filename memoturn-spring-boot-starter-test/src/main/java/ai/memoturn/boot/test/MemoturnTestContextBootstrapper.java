package ai.memoturn.boot.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/**
 * Starts the contexts of {@link MemoturnTest @MemoturnTest}.
 */
class MemoturnTestContextBootstrapper extends TestSliceTestContextBootstrapper<MemoturnTest> {

}
