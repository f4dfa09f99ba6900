package ai.memoturn.boot.listener.annotation;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import ai.memoturn.boot.listener.AuditListenerContainer;
import ai.memoturn.boot.listener.AuditListenerContainerFactory;
import ai.memoturn.boot.listener.AuditListenerEndpoint;
import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.client.audit.AuditOutcome;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.expression.StandardBeanExpressionResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * Finds {@link AuditListener} methods, and registers a container for each with the
 * {@link AuditListenerRegistry} of the application once all singletons exist. Needs that
 * bean and an {@link AuditListenerContainerFactory} if there is such a method.
 */
public final class AuditListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

	private static final Duration MONO_TIMEOUT = Duration.ofMinutes(10);

	private static final Duration LONGEST = Duration.ofDays(365);

	private final Supplier<String> defaultNamespace;

	private final Supplier<Duration> defaultMonoTimeout;

	private final Set<Class<?>> without = ConcurrentHashMap.newKeySet();

	private final List<Found> found = new ArrayList<>();

	private @Nullable ConfigurableBeanFactory beanFactory;

	private boolean complete;

	/**
	 * Create a processor whose methods may return a {@code Mono} that takes 10 minutes.
	 * @param defaultNamespace returns the namespace of listeners that name none; asked
	 * when there is one
	 */
	public AuditListenerAnnotationBeanPostProcessor(Supplier<String> defaultNamespace) {
		this(defaultNamespace, () -> MONO_TIMEOUT);
	}

	/**
	 * Create a processor.
	 * @param defaultNamespace returns the namespace of listeners that name none; asked
	 * when there is one
	 * @param defaultMonoTimeout returns how long a {@code Mono} that a method returns may
	 * take; asked when a listener does not say
	 */
	public AuditListenerAnnotationBeanPostProcessor(Supplier<String> defaultNamespace,
			Supplier<Duration> defaultMonoTimeout) {
		this.defaultNamespace = defaultNamespace;
		this.defaultMonoTimeout = defaultMonoTimeout;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableBeanFactory) beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		if (bean instanceof AopInfrastructureBean || this.without.contains(type)
				|| !AnnotationUtils.isCandidateClass(type, AuditListener.class) || isOfSpring(type)) {
			return bean;
		}
		Map<Method, Set<AuditListener>> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<Set<AuditListener>>) AuditListenerAnnotationBeanPostProcessor::listeners);
		if (methods.isEmpty()) {
			this.without.add(type);
			return bean;
		}
		methods.forEach((method, listeners) -> listeners
			.forEach((listener) -> add(new Found(bean, beanName, method, listener))));
		return bean;
	}

	// Asked of every method of every bean, so the answer that nearly all of them give
	// must be cheap.
	private static @Nullable Set<AuditListener> listeners(Method method) {
		if (!MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).isPresent(AuditListener.class)) {
			return null;
		}
		return AnnotatedElementUtils.findMergedRepeatableAnnotations(method, AuditListener.class, AuditListeners.class);
	}

	// As of Spring's own annotations for methods: what Spring brings has none.
	private static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class);
	}

	private void add(Found found) {
		synchronized (this.found) {
			if (!this.complete) {
				this.found.add(found);
				return;
			}
		}
		// A bean that was made later, being lazy.
		register(found);
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Found> found;
		synchronized (this.found) {
			this.complete = true;
			found = List.copyOf(this.found);
			this.found.clear();
		}
		found.forEach(this::register);
	}

	private void register(Found found) {
		try {
			Method method = AopUtils.selectInvocableMethod(found.method, found.bean.getClass());
			AuditListener annotation = found.listener;
			AuditListenerMethod listenerMethod = new AuditListenerMethod(found.bean, method, monoTimeout(annotation));
			String id = unlessBlank("id", annotation.id());
			String namespace = unlessBlank("namespace", annotation.namespace());
			AuditListenerEndpoint endpoint = AuditListenerEndpoint.of(
					!id.isEmpty() ? id : defaultId(found.beanName, found.method),
					!namespace.isEmpty() ? namespace : this.defaultNamespace.get(), listenerMethod.handler(),
					(builder) -> fill(builder, annotation));
			beanFactory().getBean(AuditListenerRegistry.class).register(container(endpoint, annotation));
		}
		catch (IllegalArgumentException | IllegalStateException | NoSuchBeanDefinitionException ex) {
			throw new BeanInitializationException(
					"@AuditListener cannot be used on " + found.method.getDeclaringClass().getName() + "."
							+ found.method.getName() + ": " + ex.getMessage(),
					ex);
		}
	}

	private static String defaultId(String beanName, Method method) {
		return beanName.replaceAll("[^A-Za-z0-9._-]", "_") + "." + method.getName();
	}

	// A placeholder that resolves to nothing would choose another stream or position.
	private String unlessBlank(String attribute, String value) {
		String text = text(value);
		if (text.isEmpty() && !value.isEmpty()) {
			throw new IllegalArgumentException(attribute + " is '" + value + "', of which nothing is left");
		}
		return text;
	}

	private Duration monoTimeout(AuditListener annotation) {
		String text = text(annotation.monoTimeout());
		Duration timeout = text.isEmpty() ? this.defaultMonoTimeout.get() : duration("monoTimeout", text);
		if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("monoTimeout must be above zero and at most a year, but is " + timeout);
		}
		return timeout;
	}

	private void fill(AuditListenerEndpoint.Builder builder, AuditListener annotation) {
		String action = text(annotation.action());
		String profile = text(annotation.profile());
		String outcome = text(annotation.outcome());
		String from = text(annotation.from());
		builder.action(action.isEmpty() ? null : action);
		builder.profile(profile.isEmpty() ? null : profile);
		builder.outcome(outcome.isEmpty() ? null : AuditOutcome.of(outcome));
		if (!from.isEmpty()) {
			builder.from(from);
		}
	}

	private AuditListenerContainer container(AuditListenerEndpoint endpoint, AuditListener annotation) {
		String name = text(annotation.containerFactory());
		AuditListenerContainerFactory factory = name.isEmpty()
				? beanFactory().getBean(AuditListenerContainerFactory.class)
				: beanFactory().getBean(name, AuditListenerContainerFactory.class);
		String batch = text(annotation.batch());
		String pollInterval = text(annotation.pollInterval());
		String autoStartup = text(annotation.autoStartup());
		return factory.create(endpoint, (same, options) -> {
			if (!batch.isEmpty()) {
				options.batch(number(batch));
			}
			if (!pollInterval.isEmpty()) {
				options.pollInterval(duration("pollInterval", pollInterval));
			}
			if (!autoStartup.isEmpty()) {
				options.autoStartup(bool(autoStartup));
			}
		});
	}

	private static int number(String text) {
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("batch must be a number, but is '" + text + "'", ex);
		}
	}

	private static Duration duration(String attribute, String text) {
		try {
			return DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.MILLIS);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					attribute + " must be a duration such as 500ms or PT2S, but is '" + text + "'", ex);
		}
	}

	private static boolean bool(String text) {
		if (!text.equals("true") && !text.equals("false")) {
			throw new IllegalArgumentException("autoStartup must be true or false, but is '" + text + "'");
		}
		return text.equals("true");
	}

	private String text(String value) {
		ConfigurableBeanFactory beanFactory = beanFactory();
		String resolved = beanFactory.resolveEmbeddedValue(value);
		BeanExpressionResolver resolver = beanFactory.getBeanExpressionResolver();
		Object result = ((resolver != null) ? resolver : new StandardBeanExpressionResolver()).evaluate(resolved,
				new BeanExpressionContext(beanFactory, null));
		return (result != null) ? result.toString().strip() : "";
	}

	private ConfigurableBeanFactory beanFactory() {
		ConfigurableBeanFactory beanFactory = this.beanFactory;
		if (beanFactory == null) {
			throw new IllegalStateException("The processor is not a bean of the application");
		}
		return beanFactory;
	}

	private record Found(Object bean, String beanName, Method method, AuditListener listener) {

	}

}
