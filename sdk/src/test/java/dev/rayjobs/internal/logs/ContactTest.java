package dev.rayjobs.internal.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContactTest {
  private static final RayJobsException CUT = new ConnectionException("cut");
  private static final RayJobsException STRANGER = new UnexpectedAnswerException("a page");

  private long now;
  private final Contact contact = new Contact(FollowSettings.standard(), () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** As a gateway does that answers with a page of its own while the head is started anew. */
  @Test
  void waitsForADashboardThatAnotherServerAnswersForAsLongAsForOneThatIsAway() {
    for (RayJobsException failure : new RayJobsException[] {STRANGER, CUT}) {
      contact.made();
      contact.failed(failure);
      pass(Duration.ofMinutes(9));
      contact.failed(failure);
      pass(Duration.ofMinutes(1));
      assertThatThrownBy(() -> contact.failed(failure)).isInstanceOf(failure.getClass());
    }
  }

  @Test
  void countsAnewAfterAnAnswer() {
    contact.failed(CUT);
    pass(Duration.ofMinutes(9));
    contact.made();
    pass(Duration.ofMinutes(9));
    assertThat(contact.failed(CUT)).isLessThan(Duration.ofSeconds(1));
    assertThat(contact.failures()).isEqualTo(1);
  }

  @Test
  void doesNotWaitForWhatWaitingCannotMend() {
    RayJobsException refusal = new RayJobsException("no");
    assertThatThrownBy(() -> contact.failed(refusal)).isSameAs(refusal);
  }
}
