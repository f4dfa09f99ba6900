package ai.memoturn.client.operation;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.deser.std.StdDeserializer;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.ClassMetadata;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;
import org.springframework.core.type.classreading.MetadataReader;

/**
 * Tells ahead-of-time processing which types become JSON and come from it. They are found
 * in the jar while an application is built, so that none can be forgotten: every record,
 * every enum, every class that says itself how it is read or written, and what reads
 * others.
 */
class WireRuntimeHints implements RuntimeHintsRegistrar {

	private static final String CLASSES = "classpath*:ai/memoturn/client/**/*.class";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver(classLoader);
		CachingMetadataReaderFactory readers = new CachingMetadataReaderFactory(resolver);
		try {
			for (Resource resource : resolver.getResources(CLASSES)) {
				MetadataReader type = readers.getMetadataReader(resource);
				if (isOnTheWire(type.getClassMetadata(), type.getAnnotationMetadata())) {
					hints.reflection()
						.registerTypeIfPresent(classLoader, type.getClassMetadata().getClassName(),
								MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS,
								MemberCategory.ACCESS_DECLARED_FIELDS);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isOnTheWire(ClassMetadata type, AnnotationMetadata annotations) {
		String parent = type.getSuperClassName();
		return Record.class.getName().equals(parent) || Enum.class.getName().equals(parent)
				|| StdDeserializer.class.getName().equals(parent)
				|| annotations.hasAnnotatedMethods(JsonCreator.class.getName())
				|| annotations.hasAnnotatedMethods(JsonValue.class.getName());
	}

}
