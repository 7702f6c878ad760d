package dev.rayjobs.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Access lists, as Windows has them; the modes of POSIX are tested through {@link TokenFile}. */
class OwnerOnlyTest {
  private record Account(String name) implements UserPrincipal {
    @Override
    public String getName() {
      return name;
    }
  }

  private static final UserPrincipal OWNER = new Account("DESK\\ada");

  @Test
  void theListAllowsTheOwnerEverythingAndNobodyElse() {
    List<AclEntry> list = OwnerOnly.onlyFor(OWNER, Set.of(AclEntryFlag.FILE_INHERIT));

    assertThat(list).hasSize(1);
    assertThat(list.get(0).principal()).isEqualTo(OWNER);
    assertThat(list.get(0).type()).isEqualTo(AclEntryType.ALLOW);
    assertThat(list.get(0).permissions()).containsAll(Set.of(AclEntryPermission.values()));
    assertThat(list.get(0).flags()).containsExactly(AclEntryFlag.FILE_INHERIT);
    assertThat(OwnerOnly.othersThatRead(list, OWNER)).isEmpty();
  }

  @Test
  void tellsWhoElseReads() {
    List<AclEntry> list = new ArrayList<>(OwnerOnly.onlyFor(OWNER, Set.of()));
    list.add(entry("NT AUTHORITY\\SYSTEM", AclEntryType.ALLOW));
    list.add(entry("VORDEFINIERT\\Administratoren", AclEntryType.ALLOW));
    list.add(entry("DESK\\mallory", AclEntryType.DENY));
    assertThat(OwnerOnly.othersThatRead(list, OWNER)).isEmpty();

    list.add(entry("BUILTIN\\Users", AclEntryType.ALLOW));
    list.add(entry("Everyone", AclEntryType.ALLOW));
    assertThat(OwnerOnly.othersThatRead(list, OWNER)).isEqualTo("BUILTIN\\Users, Everyone");
  }

  private static AclEntry entry(String name, AclEntryType type) {
    return AclEntry.newBuilder()
        .setType(type)
        .setPrincipal(new Account(name))
        .setPermissions(AclEntryPermission.READ_DATA)
        .build();
  }
}
