package ai.memoturn.boot.autoconfigure;

import ai.memoturn.client.memory.MemoryProfile;

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

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanNamesForType(MemoryProfile.class, true, false)) {
			if (!BEAN_NAME.equals(name) && isUnqualified(beanFactory, name)) {
				throw new MemoturnConfigurationException("The bean '" + name
						+ "' is a MemoryProfile that would be injected without being asked for, which would hand one "
						+ "profile to every user of the application.",
						"Inject MemoryProfile where the memories of the current user are meant, and define a "
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
