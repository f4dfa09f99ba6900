package ai.memoturn.embedded.json;

import tools.jackson.core.io.schubfach.DoubleToDecimal;

/**
 * The canonical text of a double: the shortest digits that read back equal, of those the
 * closest to the value; positional from 1e-5 up to, not including, 1e16. The JDK's own
 * text is not the shortest before 19, hence the library's implementation of the same
 * algorithm (Giulietti, "The Schubfach way to render doubles").
 */
final class Doubles {

	private static final int POSITIONAL_MIN = -5;

	private static final int POSITIONAL_MAX = 15;

	private Doubles() {
	}

	static void append(StringBuilder out, double value) {
		if (Double.doubleToRawLongBits(value) < 0) {
			out.append('-');
		}
		double magnitude = Math.abs(value);
		if (magnitude == 0) {
			out.append("0.0");
			return;
		}
		String java = DoubleToDecimal.toString(magnitude);
		int mark = java.indexOf('E');
		int mantissaEnd = (mark < 0) ? java.length() : mark;
		int point = java.indexOf('.');
		String all = java.substring(0, point) + java.substring(point + 1, mantissaEnd);
		int first = 0;
		while (all.charAt(first) == '0') {
			first++;
		}
		int end = all.length();
		while (all.charAt(end - 1) == '0') {
			end--;
		}
		int exponent = point - 1 - first + ((mark < 0) ? 0 : Integer.parseInt(java, mark + 1, java.length(), 10));
		String digits = all.substring(first, end);
		if (digits.length() == 2) {
			int single = singleDigit(magnitude, digits, exponent);
			if (single == 10) {
				digits = "1";
				exponent++;
			}
			else if (single > 0) {
				digits = Integer.toString(single);
			}
		}
		layout(out, digits, exponent);
	}

	/**
	 * Look for one digit where Java's text, which has at least two, hides that one would
	 * do ({@code 4.9E-324} is {@code 5e-324}).
	 * @return the digit, 10 for the next power of ten, or 0 where two are needed
	 */
	private static int singleDigit(double magnitude, String digits, int exponent) {
		int lower = digits.charAt(0) - '0';
		int nearer = (digits.charAt(1) >= '5') ? lower + 1 : lower;
		int farther = (nearer == lower) ? lower + 1 : lower;
		if (Double.parseDouble(nearer + "E" + exponent) == magnitude) {
			return nearer;
		}
		return (Double.parseDouble(farther + "E" + exponent) == magnitude) ? farther : 0;
	}

	private static void layout(StringBuilder out, String digits, int exponent) {
		int count = digits.length();
		if (exponent < POSITIONAL_MIN || exponent > POSITIONAL_MAX) {
			out.append(digits.charAt(0));
			if (count > 1) {
				out.append('.').append(digits, 1, count);
			}
			out.append('e').append((exponent < 0) ? '-' : '+').append(Math.abs(exponent));
		}
		else if (exponent < 0) {
			out.append("0.").append("0".repeat(-exponent - 1)).append(digits);
		}
		else if (count <= exponent + 1) {
			out.append(digits).append("0".repeat(exponent + 1 - count)).append(".0");
		}
		else {
			out.append(digits, 0, exponent + 1).append('.').append(digits, exponent + 1, count);
		}
	}

}
