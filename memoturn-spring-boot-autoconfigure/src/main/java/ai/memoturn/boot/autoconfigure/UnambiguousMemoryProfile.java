package ai.memoturn.boot.autoconfigure;

import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/**
 * Stops the start when the application defines a memory profile that is injected where
 * nothing says which one is meant: it would hand one profile to every user. Profiles that
 * have to be asked for by a qualifier are welcome.
 */
class UnambiguousMemoryProfile implements BeanFactoryPostProcessor {

	static final String BEAN_NAME = "scopedMemoryProfile";

	static final String REACTIVE_BEAN_NAME = "scopedReactiveMemoryProfile";

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		check(beanFactory, MemoryProfile.class, BEAN_NAME);
		check(beanFactory, ReactiveMemoryProfile.class, REACTIVE_BEAN_NAME);
	}

	private static void check(ConfigurableListableBeanFactory beanFactory, Class<?> type, String ours) {
		for (String name : beanFactory.getBeanNamesForType(type, true, false)) {
			if (!ours.equals(name) && isUnqualified(beanFactory, name)) {
				throw new MemoturnConfigurationException(
						"The bean '" + name + "' is a " + type.getSimpleName()
								+ " that would be injected without being asked for, which would hand one "
								+ "profile to every user of the application.",
						"Inject " + type.getSimpleName()
								+ " where the memories of the current user are meant, and define a "
								+ "MemoryProfileResolver bean to decide who that is. If a profile of its own is wanted "
								+ "beside it, give the bean a @Qualifier and do not make it primary.");
			}
		}
	}

	private static boolean isUnqualified(ConfigurableListableBeanFactory beanFactory, String name) {
		if (!beanFactory.containsBeanDefinition(name)) {
			return true;
		}
		BeanDefinition definition = beanFactory.getMergedBeanDefinition(name);
		if (definition.isPrimary()) {
			return true;
		}
		boolean candidate = definition.isAutowireCandidate();
		boolean qualified = beanFactory.findAnnotationOnBean(name, Qualifier.class, false) != null;
		if (definition instanceof AbstractBeanDefinition details) {
			candidate &= details.isDefaultCandidate();
			qualified |= !details.getQualifiers().isEmpty();
		}
		return candidate && !qualified;
	}

}
