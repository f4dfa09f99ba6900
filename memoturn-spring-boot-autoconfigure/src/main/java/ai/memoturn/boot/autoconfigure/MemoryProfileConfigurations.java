package ai.memoturn.boot.autoconfigure;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;

import ai.memoturn.boot.erasure.ErasureWatch;
import ai.memoturn.boot.scope.MemoryBranchResolver;
import ai.memoturn.boot.scope.MemoryProfileResolver;
import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScopeRedirection;
import ai.memoturn.boot.scope.ReactiveMemoryBranchResolver;
import ai.memoturn.boot.scope.ReactiveMemoryProfileResolver;
import ai.memoturn.boot.scope.ScopeResolution;
import ai.memoturn.boot.scope.ScopedMemoryProfile;
import ai.memoturn.boot.scope.ScopedReactiveMemoryProfile;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import jakarta.servlet.Servlet;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
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
import org.springframework.core.io.ResourceLoader;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;

/**
 * The memory profile of the current user, and the ways to tell who that is. A resolver of
 * the application, of either kind, stands in for both of ours: two opinions about one
 * call would make it fail.
 */
class MemoryProfileConfigurations {

	private static final Function<String, List<String>> NO_HEADERS = (name) -> List.of();

	@Configuration(proxyBeanMethods = false)
	static class Rules {

		@Bean
		@Lazy
		CallerRules memoturnCallerRules(MemoturnProperties properties, ApplicationNamespace namespace,
				ResourceLoader resourceLoader) {
			return new CallerRules(properties.getScope(), namespace, resourceLoader.getClassLoader());
		}

	}

	/**
	 * With Spring Security, its authentication decides alone, in every kind of
	 * application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecurityContextHolder.class)
	@ConditionalOnMissingBean({ MemoryProfileResolver.class, ReactiveMemoryProfileResolver.class })
	static class SpringSecurity {

		private static final AuthenticationTrustResolver trustResolver = new AuthenticationTrustResolverImpl();

		@Bean
		@Lazy
		MemoryProfileResolver memoryProfileResolver(CallerRules rules,
				ObjectProvider<SecurityContextHolderStrategy> strategies) {
			SecurityContextHolderStrategy strategy = strategies.getIfUnique();
			return () -> rules
				.scope(callerOn((strategy != null) ? strategy : SecurityContextHolder.getContextHolderStrategy()));
		}

		@Bean
		@Lazy
		ReactiveMemoryProfileResolver reactiveMemoryProfileResolver(CallerRules rules) {
			return () -> Mono.deferContextual((context) -> ReactiveSecurityContextHolder.getContext()
				.mapNotNull(SecurityContext::getAuthentication)
				.map((authentication) -> new Caller(trusted(authentication), headersOf(context)))
				.switchIfEmpty(Mono.fromSupplier(() -> new Caller(null, headersOf(context))))
				.mapNotNull(rules::scope));
		}

		private static Caller callerOn(SecurityContextHolderStrategy strategy) {
			return new Caller(trusted(strategy.getContext().getAuthentication()),
					headersOf(RequestContextHolder.getRequestAttributes()));
		}

		private static @Nullable Authentication trusted(@Nullable Authentication authentication) {
			return (trustResolver.isAuthenticated(authentication)) ? authentication : null;
		}

	}

	/**
	 * Without it, the servlet container's principal.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Servlet.class)
	@ConditionalOnMissingClass("org.springframework.security.core.context.SecurityContextHolder")
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnMissingBean({ MemoryProfileResolver.class, ReactiveMemoryProfileResolver.class })
	static class ServletContainer {

		@Bean
		@Lazy
		MemoryProfileResolver memoryProfileResolver(CallerRules rules) {
			return () -> (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
					? rules.scope(new Caller(attributes.getRequest().getUserPrincipal(), headersOf(attributes))) : null;
		}

	}

	/**
	 * Or the reactive server's.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.security.core.context.SecurityContextHolder")
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnMissingBean({ MemoryProfileResolver.class, ReactiveMemoryProfileResolver.class })
	static class ReactiveServer {

		@Bean
		@Lazy
		ReactiveMemoryProfileResolver reactiveMemoryProfileResolver(CallerRules rules) {
			return () -> Mono
				.deferContextual((context) -> Mono.justOrEmpty(ServerWebExchangeContextFilter.getExchange(context))
					.flatMap((exchange) -> exchange.getPrincipal()
						.map((principal) -> new Caller(principal, headersOf(exchange)))
						.switchIfEmpty(Mono.fromSupplier(() -> new Caller(null, headersOf(exchange)))))
					.mapNotNull(rules::scope));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveExchange {

		@Bean
		@ConditionalOnMissingBean
		ServerWebExchangeContextFilter serverWebExchangeContextFilter() {
			return new ServerWebExchangeContextFilter();
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

		// Lazy: who uses no profile of the current user needs neither namespace nor
		// resolver.
		@Bean
		@Lazy
		@ConditionalOnMissingBean
		MemoryProfiles memoryProfiles(MemoturnClient client, ReactiveMemoturnClient reactiveClient,
				ListableBeanFactory beanFactory, ApplicationNamespace namespace, MemoturnProperties properties,
				ObjectProvider<ErasureWatch> erasures) {
			MemoryProfileResolver resolver = single(beanFactory, MemoryProfileResolver.class);
			MemoryBranchResolver branches = single(beanFactory, MemoryBranchResolver.class);
			ReactiveMemoryProfileResolver reactiveResolver = single(beanFactory, ReactiveMemoryProfileResolver.class);
			ReactiveMemoryBranchResolver reactiveBranches = single(beanFactory, ReactiveMemoryBranchResolver.class);
			ScopeResolution resolution = new ScopeResolution(
					(resolver != null && branches != null) ? resolver.onBranchOf(branches) : resolver,
					(reactiveResolver != null && reactiveBranches != null)
							? reactiveResolver.onBranchOf(reactiveBranches) : reactiveResolver,
					namespace.name(), properties.getScope().getEncoding());
			MemoryScopeRedirection redirection = single(beanFactory, MemoryScopeRedirection.class);
			return new MemoryProfiles(client, reactiveClient,
					(redirection != null) ? resolution.redirectedBy(redirection) : resolution,
					erasures.getIfAvailable());
		}

		private static <T> @Nullable T single(ListableBeanFactory beanFactory, Class<T> type) {
			try {
				return beanFactory.getBeanProvider(type).getIfAvailable();
			}
			catch (NoUniqueBeanDefinitionException ex) {
				throw new MemoturnConfigurationException(
						"There are " + ex.getNumberOfBeansFound() + " beans of type " + type.getSimpleName() + " ("
								+ String.join(", ", beanFactory.getBeanNamesForType(type))
								+ "), so there is more than one answer to which memories are meant.",
						"Keep one, or make one of them primary; MemoryProfileResolver.orElse makes one resolver of "
								+ "two.",
						ex);
			}
		}

		// Do not back off: an application's bean would be one profile for everybody.
		@Bean(UnambiguousMemoryProfile.BEAN_NAME)
		@Lazy
		@Primary
		ScopedMemoryProfile scopedMemoryProfile(MemoryProfiles profiles) {
			return profiles.current();
		}

		@Bean(UnambiguousMemoryProfile.REACTIVE_BEAN_NAME)
		@Lazy
		@Primary
		ScopedReactiveMemoryProfile scopedReactiveMemoryProfile(MemoryProfiles profiles) {
			return profiles.reactiveCurrent();
		}

	}

	private static Function<String, List<String>> headersOf(@Nullable RequestAttributes attributes) {
		return (attributes != null) ? ServletHeaders.of(attributes) : NO_HEADERS;
	}

	private static Function<String, List<String>> headersOf(ContextView context) {
		return ServerWebExchangeContextFilter.getExchange(context)
			.map(MemoryProfileConfigurations::headersOf)
			.orElse(NO_HEADERS);
	}

	private static Function<String, List<String>> headersOf(ServerWebExchange exchange) {
		return (name) -> exchange.getRequest().getHeaders().getOrEmpty(name);
	}

	/**
	 * Loaded only where there is a request, and so the servlet API.
	 */
	private static final class ServletHeaders {

		static Function<String, List<String>> of(RequestAttributes attributes) {
			return (attributes instanceof ServletRequestAttributes request)
					? (name) -> Collections.list(request.getRequest().getHeaders(name)) : NO_HEADERS;
		}

	}

}
