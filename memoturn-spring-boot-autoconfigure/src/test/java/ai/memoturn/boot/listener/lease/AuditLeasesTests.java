package ai.memoturn.boot.listener.lease;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import javax.sql.DataSource;

import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The adapters, each on a real lock in a database that two instances share.
 */
@Timeout(60)
class AuditLeasesTests {

	private static final Duration LIFE = Duration.ofSeconds(1);

	@ParameterizedTest
	@EnumSource
	void oneShouldHoldItUntilItIsReleased(Kind kind) {
		DataSource database = database(kind);
		AuditLeases one = kind.instance(database);
		AuditLeases other = kind.instance(database);
		AuditLeases.Lease lease = one.acquire("a").orElseThrow();
		assertThat(other.acquire("a")).isEmpty();
		AuditLeases.Lease ofAnother = other.acquire("b").orElseThrow();
		assertThat(lease.renew()).isTrue();
		lease.release();
		AuditLeases.Lease next = other.acquire("a").orElseThrow();
		assertThat(next.renew()).isTrue();
		next.release();
		ofAnother.release();
	}

	@ParameterizedTest
	@EnumSource
	void whoIsRenewedShouldOutlastItsLifeAndWhoIsNotShouldLoseIt(Kind kind) {
		DataSource database = database(kind);
		AuditLeases one = kind.instance(database);
		AuditLeases other = kind.instance(database);
		AuditLeases.Lease lease = one.acquire("a").orElseThrow();
		LockSupport.parkNanos(LIFE.toNanos() * 6 / 10);
		assertThat(lease.renew()).isTrue();
		LockSupport.parkNanos(LIFE.toNanos() * 6 / 10);
		assertThat(other.acquire("a")).as("renewed in time").isEmpty();
		AuditLeases.Lease taken = await(() -> other.acquire("a"));
		assertThat(lease.renew()).as("another has it").isFalse();
		try {
			lease.release();
		}
		catch (RuntimeException ex) {
			// Some tell that there was nothing to release, which the container bears.
		}
		assertThat(taken.renew()).as("releasing late took nothing away").isTrue();
		taken.release();
		AuditLeases.Lease again = one.acquire("a").orElseThrow();
		again.release();
	}

	@Test
	void lockThatNeverExpiresShouldBeALeaseToo() {
		DefaultLockRegistry registry = new DefaultLockRegistry();
		AuditLeases.Lease lease = new LockRegistryAuditLeases(registry).acquire("a").orElseThrow();
		assertThat(lease.renew()).isTrue();
		lease.release();
	}

	@Test
	void leaseOfLessThanASecondShouldBeRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ShedLockAuditLeases((lock) -> Optional.empty(), Duration.ofMillis(999)))
			.withMessageContaining("duration");
	}

	private static <T> T await(Supplier<Optional<T>> attempt) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		Optional<T> got = attempt.get();
		while (got.isEmpty() && System.nanoTime() < end) {
			LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
			got = attempt.get();
		}
		return got.orElseThrow();
	}

	private static DataSource database(Kind kind) {
		JdbcDataSource source = new JdbcDataSource();
		source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		DatabasePopulatorUtils.execute(
				new ResourceDatabasePopulator(new ByteArrayResource(kind.schema().getBytes(StandardCharsets.UTF_8))),
				source);
		return source;
	}

	enum Kind {

		SHEDLOCK {

			@Override
			AuditLeases instance(DataSource database) {
				return new ShedLockAuditLeases(new JdbcTemplateLockProvider(database), LIFE);
			}

			@Override
			String schema() {
				return "CREATE TABLE shedlock(name VARCHAR(64) PRIMARY KEY, lock_until TIMESTAMP(3) NOT NULL,"
						+ " locked_at TIMESTAMP(3) NOT NULL, locked_by VARCHAR(255) NOT NULL);";
			}

		},

		SPRING_INTEGRATION {

			@Override
			AuditLeases instance(DataSource database) {
				DefaultLockRepository locks = new DefaultLockRepository(database);
				locks.setTransactionManager(new DataSourceTransactionManager(database));
				locks.afterPropertiesSet();
				locks.afterSingletonsInstantiated();
				locks.start();
				return new LockRegistryAuditLeases(new JdbcLockRegistry(locks, LIFE));
			}

			@Override
			String schema() {
				return "CREATE TABLE INT_LOCK(LOCK_KEY CHAR(36) NOT NULL, REGION VARCHAR(100) NOT NULL,"
						+ " CLIENT_ID CHAR(36), CREATED_DATE TIMESTAMP NOT NULL, EXPIRED_AFTER TIMESTAMP NOT NULL,"
						+ " PRIMARY KEY (LOCK_KEY, REGION));";
			}

		};

		abstract AuditLeases instance(DataSource database);

		abstract String schema();

	}

}
