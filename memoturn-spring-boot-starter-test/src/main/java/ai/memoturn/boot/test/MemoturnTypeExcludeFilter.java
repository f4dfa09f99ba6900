package ai.memoturn.boot.test;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/**
 * Leaves out the components of the application in {@link MemoturnTest @MemoturnTest}.
 */
class MemoturnTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<MemoturnTest> {

	MemoturnTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
	}

}
