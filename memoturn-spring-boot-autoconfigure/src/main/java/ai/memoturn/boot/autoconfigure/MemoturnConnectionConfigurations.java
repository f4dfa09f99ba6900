package ai.memoturn.boot.autoconfigure;

import ai.memoturn.client.erasure.ReceiptVerifier;
import ai.memoturn.embedded.EmbeddedNode;
import ai.memoturn.embedded.provider.Answerer;
import ai.memoturn.embedded.provider.Embedder;
import ai.memoturn.embedded.provider.Extractor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * The ways to a node, in the order in which they are considered.
 */
class MemoturnConnectionConfigurations {

	static final String EMBEDDED_NODE = "memoturnEmbeddedNode";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(EmbeddedNode.class)
	@Conditional(EmbeddedNodeCondition.class)
	@ConditionalOnMissingBean(MemoturnConnectionDetails.class)
	static class Embedded {

		@Bean(EMBEDDED_NODE)
		EmbeddedNodeLifecycle memoturnEmbeddedNode(MemoturnProperties properties, ObjectProvider<Embedder> embedder,
				ObjectProvider<Extractor> extractor, ObjectProvider<Answerer> answerer) {
			return new EmbeddedNodeLifecycle(properties,
					new EmbeddedModels(properties.getEmbedded(), embedder, extractor, answerer));
		}

		@Bean
		PropertiesMemoturnConnectionDetails memoturnConnectionDetails(MemoturnProperties properties,
				EmbeddedNodeLifecycle node) {
			return new PropertiesMemoturnConnectionDetails("memoturn", properties, node::url, node::token,
					node::platformKey);
		}

		// Lazy, because it has no key before it runs.
		@Bean
		@Lazy
		@ConditionalOnMissingBean
		ReceiptVerifier memoturnReceiptVerifier(EmbeddedNodeLifecycle node) {
			return ReceiptVerifier.of(node.publicKey());
		}

		@Bean
		ApplicationNamespace memoturnNamespace(MemoturnProperties properties) {
			return ApplicationNamespace.of(properties.getNamespace(), "dev");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(MemoturnConnectionDetails.class)
	static class Remote {

		private static final Log logger = LogFactory.getLog(MemoturnConnectionConfigurations.class);

		// Lazy, so that an application that brings its own client need not have a URL.
		@Bean
		@Lazy
		PropertiesMemoturnConnectionDetails memoturnConnectionDetails(MemoturnProperties properties,
				Environment environment, ResourceLoader resourceLoader) {
			NodeChoice.of(environment, resourceLoader.getClassLoader()).orFail();
			PropertiesMemoturnConnectionDetails details = new PropertiesMemoturnConnectionDetails("memoturn",
					properties);
			logger.info("Memoturn: remote node at " + details.getUrl());
			return details;
		}

	}

}
