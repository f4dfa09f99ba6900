package ai.memoturn.boot.autoconfigure;

import java.util.Map;
import java.util.function.Supplier;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers the clients of {@code memoturn.clients}. Each is injected where its name is
 * the qualifier, and nowhere else: who asks for a client without one gets the default
 * one.
 */
class NamedClientsRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	private final BeanFactory beanFactory;

	NamedClientsRegistrar(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beanFactory = beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Binder.get(this.environment)
			.bind("memoturn.clients", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet()
			.forEach((name) -> register(name, registry));
	}

	private void register(String name, BeanDefinitionRegistry registry) {
		if (name.equals(MemoturnClients.DEFAULT)) {
			throw new MemoturnConfigurationException("memoturn.clients.default is configured.",
					"Configure the default client with memoturn.*, without a name.");
		}
		String beanName = name + "MemoturnClient";
		RootBeanDefinition client = definition(name, MemoturnClient.class, () -> build(name));
		client.setDestroyMethodName("close");
		registry.registerBeanDefinition(beanName, client);
		registry.registerBeanDefinition(name + "ReactiveMemoturnClient", definition(name, ReactiveMemoturnClient.class,
				() -> this.beanFactory.getBean(beanName, MemoturnClient.class).reactive()));
	}

	private static <T> RootBeanDefinition definition(String name, Class<T> type, Supplier<T> supplier) {
		RootBeanDefinition definition = new RootBeanDefinition(type, supplier);
		definition.setDefaultCandidate(false);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		return definition;
	}

	private MemoturnClient build(String name) {
		MemoturnProperties.NamedClient properties = this.beanFactory.getBean(MemoturnProperties.class)
			.getClients()
			.get(name);
		String prefix = "memoturn.clients." + name;
		if (properties == null || properties.getUrl() == null) {
			throw new MemoturnConfigurationException(prefix + ".url is not set.",
					"Set it to the base URL of the node or cluster of this client, or remove " + prefix + ".*.");
		}
		return this.beanFactory.getBean(MemoturnClients.class)
			.build(name, prefix, properties, new PropertiesMemoturnConnectionDetails(prefix, properties));
	}

}
