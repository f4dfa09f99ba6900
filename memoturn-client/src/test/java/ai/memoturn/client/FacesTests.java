package ai.memoturn.client;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import ai.memoturn.client.testing.Face;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every method has its twin on the other face.
 */
class FacesTests {

	// What makes, links, counts and ends the faces, and so exists once.
	private static final Set<String> SINGLE = Set.of("builder", "reactive", "close", "connections");

	private static final Set<Class<?>> MANY = Set.of(List.class, Iterable.class, Stream.class);

	static Stream<Arguments> twins() {
		return Face.TWINS.entrySet().stream().map((twin) -> Arguments.of(twin.getKey(), twin.getValue()));
	}

	@ParameterizedTest
	@MethodSource("twins")
	void everyBlockingMethodShouldHaveAReactiveTwin(Class<?> blocking, Class<?> reactive) {
		assertThat(methods(blocking)).isNotEmpty().allSatisfy((method) -> {
			Method twin = reactive.getMethod(method.getName(), method.getParameterTypes());
			// By name, because a type variable equals none of another method.
			assertThat(twin.getGenericParameterTypes()).extracting(Type::getTypeName)
				.isEqualTo(Arrays.stream(method.getGenericParameterTypes()).map(Type::getTypeName).toList());
			assertThat(twin.getGenericReturnType().getTypeName()).isEqualTo(reactiveType(method));
			assertThat(twin.isDefault()).isEqualTo(method.isDefault());
		});
	}

	@ParameterizedTest
	@MethodSource("twins")
	void everyReactiveMethodShouldHaveABlockingTwin(Class<?> blocking, Class<?> reactive) {
		assertThat(methods(reactive)).isNotEmpty()
			.allSatisfy((method) -> assertThat(blocking.getMethod(method.getName(), method.getParameterTypes()))
				.isNotNull());
	}

	private static List<Method> methods(Class<?> face) {
		return Arrays.stream(face.getMethods())
			.filter((method) -> !SINGLE.contains(method.getName()) && !Modifier.isStatic(method.getModifiers()))
			.toList();
	}

	private static String reactiveType(Method method) {
		Type type = method.getGenericReturnType();
		Class<?> handle = Face.TWINS.get(method.getReturnType());
		if (handle != null) {
			String name = type.getTypeName().replace(method.getReturnType().getName(), handle.getName());
			return method.getName().equals("fork") ? Mono.class.getName() + "<" + name + ">" : name;
		}
		if (List.of("namespace", "profile", "branch", "session", "name").contains(method.getName())) {
			return type.getTypeName();
		}
		if (type == void.class) {
			return Mono.class.getName() + "<java.lang.Void>";
		}
		if (type == boolean.class) {
			return Mono.class.getName() + "<java.lang.Boolean>";
		}
		if (type == long.class) {
			return Mono.class.getName() + "<java.lang.Long>";
		}
		if (type instanceof ParameterizedType parameterized) {
			Class<?> publisher = MANY.contains(parameterized.getRawType()) ? Flux.class : Mono.class;
			return publisher.getName() + "<" + parameterized.getActualTypeArguments()[0].getTypeName() + ">";
		}
		return Mono.class.getName() + "<" + type.getTypeName() + ">";
	}

}
