package ai.memoturn.boot.autoconfigure;

import java.security.Principal;

import ai.memoturn.boot.scope.MemoryProfileResolver;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.boot.scope.NoMemoryProfileException;
import ai.memoturn.boot.scope.ScopedMemoryProfile;
import ai.memoturn.client.MemoturnClient;
import jakarta.servlet.Servlet;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The memory profile of the current user, and the ways to tell who that is.
 */
class MemoryProfileConfigurations {

	/**
	 * With Spring Security, its authentication decides alone.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Servlet.class, SecurityContextHolder.class })
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnMissingBean(MemoryProfileResolver.class)
	static class SpringSecurityPrincipal {

		private static final AuthenticationTrustResolver trustResolver = new AuthenticationTrustResolverImpl();

		@Bean
		@Lazy
		PrincipalMemoryProfileResolver memoryProfileResolver(ApplicationNamespace namespace,
				ObjectProvider<SecurityContextHolderStrategy> strategies) {
			SecurityContextHolderStrategy strategy = strategies.getIfUnique();
			return new PrincipalMemoryProfileResolver(namespace.required(), () -> currentPrincipal(
					(strategy != null) ? strategy : SecurityContextHolder.getContextHolderStrategy()));
		}

		private static @Nullable Principal currentPrincipal(SecurityContextHolderStrategy strategy) {
			Authentication authentication = strategy.getContext().getAuthentication();
			return (trustResolver.isAuthenticated(authentication)) ? authentication : null;
		}

	}

	/**
	 * Without it, the servlet container's.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Servlet.class)
	@ConditionalOnMissingClass("org.springframework.security.core.context.SecurityContextHolder")
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnMissingBean(MemoryProfileResolver.class)
	static class ServletPrincipal {

		@Bean
		@Lazy
		PrincipalMemoryProfileResolver memoryProfileResolver(ApplicationNamespace namespace) {
			return new PrincipalMemoryProfileResolver(namespace.required(), ServletPrincipal::currentPrincipal);
		}

		private static @Nullable Principal currentPrincipal() {
			return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
					? attributes.getRequest().getUserPrincipal() : null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		@ConditionalOnMissingBean
		ApplicationNamespace memoturnNamespace(MemoturnProperties properties) {
			return ApplicationNamespace.of(properties.getNamespace(), null);
		}

		@Bean
		static UnambiguousMemoryProfile unambiguousMemoryProfile() {
			return new UnambiguousMemoryProfile();
		}

		// Does not back off: an application's bean would be one profile for everybody.
		// Lazy: who does not inject it needs neither namespace nor resolver.
		@Bean(UnambiguousMemoryProfile.BEAN_NAME)
		@Lazy
		@Primary
		ScopedMemoryProfile scopedMemoryProfile(MemoturnClient client, ObjectProvider<MemoryProfileResolver> resolver,
				ApplicationNamespace namespace, MemoturnProperties properties) {
			return new ScopedMemoryProfile(client, resolver.getIfAvailable(() -> Scoped::noResolver), namespace.name(),
					properties.getScope().getEncoding());
		}

		private static @Nullable MemoryScope noResolver() {
			throw new NoMemoryProfileException(
					"It cannot be said whose memories are meant, because the application has no MemoryProfileResolver, and "
							+ "only servlet applications get one. Define a bean of that type, or use "
							+ "MemoturnClient.memory(namespace, profile)");
		}

	}

}
