package ai.memoturn.sample;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may use the sample, and under which name it may be reached.
 *
 * @param hosts host names under which it answers; a site that has its own name lead here
 * gets nothing
 * @param users the users; each has a memory profile of the same name
 * @param signInHint what the sign-in form tells those who do not know the users yet
 */
@ConfigurationProperties("sample")
@Validated
record SampleProperties(@NotEmpty List<String> hosts, @NotEmpty List<@Valid User> users,
		@DefaultValue("") String signInHint) {

	/**
	 * One user.
	 *
	 * @param name the name, which is also the name of the memory profile
	 * @param password the password's hash, led by the name of its encoding in braces
	 */
	record User(@NotBlank String name, @Pattern(regexp = "\\{[^}]+}.+",
			message = "must be a hash led by its encoding, for example {bcrypt}$2a$10$...") @NotBlank String password) {

		@Override
		public String toString() {
			return "User[name=" + this.name + "]";
		}

	}

}
