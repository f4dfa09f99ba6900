package ai.memoturn.client.operation;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetryBudgetTests {

	@Test
	void repetitionsShouldBePaidUntilNothingIsLeft() {
		RetryBudget budget = new RetryBudget(25);
		assertThat(budget.pay()).isTrue();
		assertThat(budget.pay()).isTrue();
		assertThat(budget.pay()).isFalse();
	}

	@Test
	void successesShouldGiveBackOneTokenEachUpToTheCapacity() {
		RetryBudget budget = new RetryBudget(10);
		assertThat(budget.pay()).isTrue();
		IntStream.range(0, 9).forEach((i) -> budget.refund());
		assertThat(budget.pay()).isFalse();
		budget.refund();
		assertThat(budget.pay()).isTrue();
		IntStream.range(0, 1000).forEach((i) -> budget.refund());
		assertThat(budget.pay()).isTrue();
		assertThat(budget.pay()).isFalse();
	}

	@Test
	void whenManyPayAtOnceThenNoTokenIsSpentTwice() {
		RetryBudget budget = new RetryBudget(1000);
		AtomicInteger paid = new AtomicInteger();
		IntStream.range(0, 10_000).parallel().forEach((i) -> {
			if (budget.pay()) {
				paid.incrementAndGet();
			}
		});
		assertThat(paid).hasValue(100);
	}

}
