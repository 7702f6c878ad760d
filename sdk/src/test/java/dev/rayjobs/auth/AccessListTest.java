package dev.rayjobs.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A token file where there are access lists and no modes, as on Windows. */
class AccessListTest {
  private final FileSystem windows =
      Jimfs.newFileSystem(
          Configuration.windows().toBuilder()
              .setAttributeViews("basic", "owner", "dos", "acl", "user")
              .build());

  @AfterEach
  void close() throws IOException {
    windows.close();
  }

  private static AclFileAttributeView list(Path file) {
    return Objects.requireNonNull(
        Files.getFileAttributeView(file, AclFileAttributeView.class), "no access list");
  }

  private static void assertForItsOwnerOnly(Path file) throws IOException {
    List<AclEntry> entries = list(file).getAcl();
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).principal()).isEqualTo(list(file).getOwner());
    assertThat(entries.get(0).type()).isEqualTo(AclEntryType.ALLOW);
  }

  @Test
  void isMadeForItsOwnerOnly() throws IOException {
    Path path = windows.getPath("C:\\Users\\ada\\.ray\\auth_token");
    TokenFile file = TokenFile.at(path);
    Token token = file.generateIfMissing();
    assertThat(Files.readString(path)).isEqualTo(token.reveal()).matches("[0-9a-f]{64}");
    assertForItsOwnerOnly(path);
    assertForItsOwnerOnly(Objects.requireNonNull(path.getParent()));
    assertThat(file.exposure()).isEmpty();
    assertThat(file.permissions()).contains("owner only");
    assertThat(file.generateIfMissing()).isEqualTo(token);
  }

  @Test
  void isWarnedAboutWhereOthersAreOnTheList() throws IOException {
    Path path = windows.getPath("C:\\token");
    TokenFile file = TokenFile.at(path);
    file.generateIfMissing();
    UserPrincipal users =
        windows.getUserPrincipalLookupService().lookupPrincipalByName("BUILTIN\\Users");
    List<AclEntry> entries = new ArrayList<>(list(path).getAcl());
    entries.add(
        AclEntry.newBuilder()
            .setType(AclEntryType.ALLOW)
            .setPrincipal(users)
            .setPermissions(AclEntryPermission.READ_DATA)
            .build());
    list(path).setAcl(entries);
    assertThat(file.exposure().orElseThrow()).contains("also by BUILTIN\\Users");
  }
}
