package ai.memoturn.boot.test;

import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.AbstractTestExecutionListener;
import org.springframework.util.StringUtils;

/**
 * Begins and ends tests for {@link IsolatedMemories}, and runs those
 * {@link WithMemoryProfile} as somebody.
 */
class MemoturnTestExecutionListener extends AbstractTestExecutionListener {

	private static final String TEST = MemoturnTestExecutionListener.class.getName() + ".test";

	private static final String SCOPE = MemoturnTestExecutionListener.class.getName() + ".scope";

	// After the one that injects dependencies and with it starts the application.
	@Override
	public int getOrder() {
		return 9500;
	}

	@Override
	public void beforeTestMethod(TestContext testContext) {
		if (!testContext.hasApplicationContext()) {
			return;
		}
		isolation(testContext).ifAvailable((memories) -> testContext.setAttribute(TEST, memories.begin()));
		WithMemoryProfile profile = profile(testContext);
		if (profile != null) {
			String namespace = (StringUtils.hasLength(profile.namespace())) ? profile.namespace() : null;
			testContext.setAttribute(SCOPE,
					testContext.getApplicationContext()
						.getBean(MemoryProfiles.class)
						.open(new MemoryScope(namespace, profile.value(), null)));
		}
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		Object scope = testContext.removeAttribute(SCOPE);
		Object test = testContext.removeAttribute(TEST);
		try {
			if (scope instanceof MemoryProfiles.Opened opened) {
				opened.close();
			}
		}
		finally {
			if (test instanceof RunningTest running) {
				isolation(testContext).ifAvailable((memories) -> memories.end(running));
			}
		}
	}

	private static ObjectProvider<IsolatedMemories> isolation(TestContext testContext) {
		return testContext.getApplicationContext().getBeanProvider(IsolatedMemories.class);
	}

	private static @Nullable WithMemoryProfile profile(TestContext testContext) {
		WithMemoryProfile ofMethod = AnnotatedElementUtils.findMergedAnnotation(testContext.getTestMethod(),
				WithMemoryProfile.class);
		return (ofMethod != null) ? ofMethod
				: TestContextAnnotationUtils.findMergedAnnotation(testContext.getTestClass(), WithMemoryProfile.class);
	}

}
