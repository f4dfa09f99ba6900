package ai.memoturn.boot.autoconfigure;

import java.util.List;

import ai.memoturn.boot.scope.CurrentMemoryProfile;
import ai.memoturn.boot.scope.MemoryBranchResolver;
import ai.memoturn.boot.scope.MemoryProfileResolver;
import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.RequestMemoryScopeFilter;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The memory profile of a request's user as an argument of controllers, and on the
 * threads to which a request hands work.
 */
class CurrentMemoryProfileConfigurations {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebMvcConfigurer.class)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class Servlet {

		@Bean
		CurrentMemoryProfileMvcConfigurer currentMemoryProfileMvcConfigurer(ObjectProvider<MemoryProfiles> profiles) {
			return new CurrentMemoryProfileMvcConfigurer(profiles);
		}

		@Bean
		@ConditionalOnMissingBean
		RequestMemoryScopeFilter requestMemoryScopeFilter(ObjectProvider<MemoryProfileResolver> resolver,
				ObjectProvider<MemoryBranchResolver> branches) {
			MemoryProfileResolver lazy = () -> {
				MemoryProfileResolver unique = resolver.getIfUnique();
				return (unique != null) ? unique.resolve() : null;
			};
			return new RequestMemoryScopeFilter(lazy.onBranchOf(() -> {
				MemoryBranchResolver unique = branches.getIfUnique();
				return (unique != null) ? unique.resolve() : null;
			}));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class Reactive {

		@Bean
		CurrentMemoryProfileWebFluxConfigurer currentMemoryProfileWebFluxConfigurer(
				ObjectProvider<MemoryProfiles> profiles) {
			return new CurrentMemoryProfileWebFluxConfigurer(profiles);
		}

	}

	private static boolean isSupported(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return parameter.hasParameterAnnotation(CurrentMemoryProfile.class)
				&& (type == MemoryProfile.class || type == ReactiveMemoryProfile.class);
	}

	static final class CurrentMemoryProfileMvcConfigurer implements WebMvcConfigurer {

		private final ObjectProvider<MemoryProfiles> profiles;

		CurrentMemoryProfileMvcConfigurer(ObjectProvider<MemoryProfiles> profiles) {
			this.profiles = profiles;
		}

		@Override
		public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
			resolvers.add(new MvcArgumentResolver(this.profiles));
		}

	}

	/**
	 * Resolves arguments of Spring MVC's controllers.
	 */
	private static final class MvcArgumentResolver implements HandlerMethodArgumentResolver {

		private final ObjectProvider<MemoryProfiles> profiles;

		MvcArgumentResolver(ObjectProvider<MemoryProfiles> profiles) {
			this.profiles = profiles;
		}

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return isSupported(parameter);
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
				NativeWebRequest request, @Nullable WebDataBinderFactory binderFactory) {
			MemoryProfiles profiles = this.profiles.getObject();
			return (parameter.getParameterType() == MemoryProfile.class) ? profiles.onThread()
					: profiles.reactiveOnThread();
		}

	}

	static final class CurrentMemoryProfileWebFluxConfigurer implements WebFluxConfigurer {

		private final ObjectProvider<MemoryProfiles> profiles;

		CurrentMemoryProfileWebFluxConfigurer(ObjectProvider<MemoryProfiles> profiles) {
			this.profiles = profiles;
		}

		@Override
		public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
			configurer.addCustomResolver(new WebFluxArgumentResolver(this.profiles));
		}

	}

	/**
	 * Resolves arguments of WebFlux's controllers.
	 */
	private static final class WebFluxArgumentResolver
			implements org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver {

		private final ObjectProvider<MemoryProfiles> profiles;

		WebFluxArgumentResolver(ObjectProvider<MemoryProfiles> profiles) {
			this.profiles = profiles;
		}

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return isSupported(parameter);
		}

		@Override
		public Mono<Object> resolveArgument(MethodParameter parameter, BindingContext bindingContext,
				ServerWebExchange exchange) {
			MemoryProfiles profiles = this.profiles.getObject();
			return (parameter.getParameterType() == MemoryProfile.class) ? profiles.inContext().cast(Object.class)
					: profiles.reactiveInContext().cast(Object.class);
		}

	}

}
