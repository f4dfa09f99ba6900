package ai.memoturn.boot.autoconfigure;

import java.util.Map;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;

import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
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

	NamedClientsRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Binder.get(this.environment)
			.bind("memoturn.clients", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet()
			.forEach((name) -> register(name, registry));
	}

	private static void register(String name, BeanDefinitionRegistry registry) {
		if (name.equals(MemoturnClients.DEFAULT)) {
			throw new MemoturnConfigurationException("memoturn.clients.default is configured.",
					"Configure the default client with memoturn.*, without a name.");
		}
		String beanName = name + "MemoturnClient";
		RootBeanDefinition client = definition(name, MemoturnClient.class, "client", name);
		client.setDestroyMethodName("close");
		registry.registerBeanDefinition(beanName, client);
		registry.registerBeanDefinition(name + "ReactiveMemoturnClient",
				definition(name, ReactiveMemoturnClient.class, "reactiveClient", new RuntimeBeanReference(beanName)));
	}

	// By methods rather than lambdas, so that the definitions can be turned into code.
	private static RootBeanDefinition definition(String name, Class<?> type, String factoryMethod, Object argument) {
		RootBeanDefinition definition = new RootBeanDefinition(NamedClientsRegistrar.class);
		definition.setTargetType(type);
		definition.setFactoryMethodName(factoryMethod);
		definition.setAutowireMode(AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, argument);
		definition.setDefaultCandidate(false);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		return definition;
	}

	static MemoturnClient client(String name, MemoturnProperties memoturn, MemoturnClients clients) {
		MemoturnProperties.NamedClient properties = memoturn.getClients().get(name);
		String prefix = "memoturn.clients." + name;
		if (properties == null || properties.getUrl() == null) {
			throw new MemoturnConfigurationException(prefix + ".url is not set.",
					"Set it to the base URL of the node or cluster of this client, or remove " + prefix + ".*.");
		}
		return clients.build(name, prefix, properties, new PropertiesMemoturnConnectionDetails(prefix, properties));
	}

	static ReactiveMemoturnClient reactiveClient(MemoturnClient client) {
		return client.reactive();
	}

}
