package ai.memoturn.boot.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when the application is to use the embedded node.
 */
class EmbeddedNodeCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		NodeChoice choice = NodeChoice.of(context.getEnvironment(), context.getClassLoader());
		return new ConditionOutcome(choice == NodeChoice.EMBEDDED,
				ConditionMessage.forCondition("Memoturn node").because(choice.name()));
	}

}
