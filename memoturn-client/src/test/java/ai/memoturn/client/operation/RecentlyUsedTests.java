package ai.memoturn.client.operation;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class RecentlyUsedTests {

	@Test
	void whenFullThenWhatWasNotUsedForLongestGoes() {
		RecentlyUsed<String, Integer> map = new RecentlyUsed<>(3);
		for (String key : List.of("a", "b", "c")) {
			map.compute(key, (before) -> 1);
		}
		assertThat(map.get("a")).isEqualTo(1);
		map.compute("b", (before) -> 2);
		map.compute("d", (before) -> 1);
		assertThat(map.get("c")).isNull();
		assertThat(map.get("a")).isEqualTo(1);
		assertThat(map.get("b")).isEqualTo(2);
		assertThat(map.get("d")).isEqualTo(1);
	}

	@Test
	void whenItHoldsOneThenTheLastOneStays() {
		RecentlyUsed<Integer, Integer> map = new RecentlyUsed<>(1);
		for (int i = 0; i < 10; i++) {
			assertThat(map.compute(i, (before) -> 7)).isEqualTo(7);
		}
		assertThat(map.get(9)).isEqualTo(7);
		assertThat(map.get(8)).isNull();
	}

	@Test
	void changesOfOneKeyShouldNotGetLostAndTheNumberShouldStayBounded() throws Exception {
		RecentlyUsed<Integer, Integer> map = new RecentlyUsed<>(100);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Integer>> tasks = IntStream.range(0, 4).<Callable<Integer>>mapToObj((thread) -> () -> {
				for (int i = 0; i < 5_000; i++) {
					map.compute(-1, (before) -> (before != null) ? before + 1 : 1);
					map.compute(thread * 5_000 + i, (before) -> 0);
				}
				return 0;
			}).toList();
			for (Future<Integer> task : threads.invokeAll(tasks)) {
				task.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(map.get(-1)).isEqualTo(20_000);
		assertThat(IntStream.range(0, 20_000).filter((key) -> map.get(key) != null).count()).isBetween(1L, 100L);
	}

}
