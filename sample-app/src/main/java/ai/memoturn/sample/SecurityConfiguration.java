package ai.memoturn.sample;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Two ways in: the page signs in with a form and keeps a session cookie, programs send
 * HTTP Basic with each request. Either is asked when a request comes, and not once more
 * when an answer that took its time is finished.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
			+ "require-trusted-types-for 'script'";

	private final HandlerExceptionResolver errors;

	/**
	 * Create the configuration.
	 * @param errors answers refused requests like every other error, by {@link ApiErrors}
	 */
	SecurityConfiguration(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver errors) {
		this.errors = errors;
	}

	/**
	 * Requests that carry their credentials. No cookie is read or set, so there is no
	 * session that another site could ride on, and no CSRF token is asked for.
	 */
	@Bean
	@Order(1)
	SecurityFilterChain basicSecurity(HttpSecurity http) {
		return http.securityMatcher(SecurityConfiguration::isBasic)
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC)
				.permitAll()
				.anyRequest()
				.authenticated())
			.httpBasic((basic) -> basic.authenticationEntryPoint(unauthenticated()))
			.exceptionHandling((handling) -> handling.authenticationEntryPoint(unauthenticated())
				.accessDeniedHandler(this::answer))
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(CsrfConfigurer::disable)
			.headers(SecurityConfiguration::headers)
			.build();
	}

	/**
	 * Everything else: the page, its form login and its session. The page reads the CSRF
	 * token from a cookie and returns it in a header.
	 */
	@Bean
	@Order(2)
	SecurityFilterChain pageSecurity(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC)
				.permitAll()
				.requestMatchers("/", "/index.html", "/app.css", "/app.js", "/trail.js", "/icon.svg")
				.permitAll()
				.requestMatchers("/api/session", "/error")
				.permitAll()
				.anyRequest()
				.authenticated())
			.formLogin((form) -> form.loginPage("/")
				.loginProcessingUrl("/login")
				.successHandler(
						(request, response, authentication) -> response.setStatus(HttpStatus.NO_CONTENT.value()))
				.failureHandler(this::answer))
			.logout((logout) -> logout
				.logoutSuccessHandler(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
			.exceptionHandling((handling) -> handling.authenticationEntryPoint(unauthenticated())
				.accessDeniedHandler(this::answer))
			.requestCache(RequestCacheConfigurer::disable)
			.csrf(CsrfConfigurer::spa)
			.headers(SecurityConfiguration::headers)
			.build();
	}

	@Bean
	InMemoryUserDetailsManager users(SampleProperties properties) {
		return new InMemoryUserDetailsManager(
				properties.users().stream().map(SecurityConfiguration::userDetails).toList());
	}

	@Bean
	StrictHttpFirewall firewall(SampleProperties properties) {
		StrictHttpFirewall firewall = new StrictHttpFirewall();
		firewall.setAllowedHostnames(properties.hosts()::contains);
		return firewall;
	}

	/** Whoever signs out is shown nothing any more. */
	@Bean
	HttpSessionEventPublisher sessionEvents() {
		return new HttpSessionEventPublisher();
	}

	private static UserDetails userDetails(SampleProperties.User user) {
		return User.withUsername(user.name()).password(user.password()).roles("USER").build();
	}

	private static boolean isBasic(HttpServletRequest request) {
		String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
		return request.getRequestURI().startsWith("/api/") && authorization != null
				&& authorization.regionMatches(true, 0, "Basic ", 0, 6);
	}

	private static void headers(HeadersConfigurer<HttpSecurity> headers) {
		headers.contentSecurityPolicy((csp) -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
			.referrerPolicy((referrer) -> referrer.policy(ReferrerPolicy.NO_REFERRER));
	}

	/**
	 * Challenge programs, but not the page: a browser would cover its sign-in form with a
	 * dialog of its own and remember the password for as long as it runs.
	 */
	private AuthenticationEntryPoint unauthenticated() {
		return (request, response, ex) -> {
			// An EventSource of the page cannot send a header of its own.
			if (!"XMLHttpRequest".equals(request.getHeader("X-Requested-With"))
					&& !MediaType.TEXT_EVENT_STREAM_VALUE.equals(request.getHeader(HttpHeaders.ACCEPT))) {
				response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"memoturn\", charset=\"UTF-8\"");
			}
			answer(request, response, ex);
		};
	}

	private void answer(HttpServletRequest request, HttpServletResponse response, Exception ex) {
		this.errors.resolveException(request, response, null, ex);
	}

}
