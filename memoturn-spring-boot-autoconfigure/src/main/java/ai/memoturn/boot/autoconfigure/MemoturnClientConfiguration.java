package ai.memoturn.boot.autoconfigure;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import ai.memoturn.client.observation.MemoturnCallConvention;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * Both faces of the client, and those of further ones.
 */
@Configuration(proxyBeanMethods = false)
@Import(NamedClientsRegistrar.class)
class MemoturnClientConfiguration {

	@Bean
	MemoturnClients memoturnClients(ObjectProvider<HttpClientDefaults> defaults, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<ObservationRegistry> registry, ObjectProvider<MemoturnCallConvention> convention,
			ObjectProvider<MemoturnClientBuilderCustomizer> customizers) {
		return new MemoturnClients(defaults.getIfAvailable(() -> HttpClientDefaults.NONE), sslBundles,
				new MemoturnClients.Observations(registry, convention), customizers.orderedStream().toList());
	}

	@Bean(destroyMethod = "close")
	@Primary
	@ConditionalOnMissingBean
	MemoturnClient memoturnClient(MemoturnClients clients, MemoturnProperties properties,
			MemoturnConnectionDetails connectionDetails) {
		return clients.build(MemoturnClients.DEFAULT, "memoturn", properties, connectionDetails);
	}

	@Bean
	@Primary
	@ConditionalOnMissingBean
	ReactiveMemoturnClient reactiveMemoturnClient(MemoturnClient client) {
		return client.reactive();
	}

	/**
	 * Only where Boot's settings of HTTP clients are on the class path.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpClientSettings.class)
	static class Defaults {

		@Bean
		HttpClientDefaults memoturnHttpClientDefaults(ObjectProvider<HttpClientSettings> settings) {
			HttpClientSettings found = settings.getIfUnique();
			return (found != null)
					? new HttpClientDefaults(found.connectTimeout(), found.readTimeout(), found.sslBundle())
					: HttpClientDefaults.NONE;
		}

	}

}
