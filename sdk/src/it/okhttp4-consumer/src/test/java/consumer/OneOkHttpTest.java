package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rayjobs.JobClient;
import dev.rayjobs.JobStatus;
import dev.rayjobs.testing.FakeDashboard;
import java.net.URL;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.http.GET;

class OneOkHttpTest {
  interface Dashboard {
    @GET("/api/version")
    Call<ResponseBody> version();
  }

  @Test
  void hasOneOkHttp() throws Exception {
    List<URL> found =
        Collections.list(getClass().getClassLoader().getResources("okhttp3/OkHttpClient.class"));
    assertEquals(1, found.size(), found::toString);
    assertTrue(OkHttp.VERSION.startsWith("5."), OkHttp.VERSION);
  }

  @Test
  void bothLibrariesWorkWithIt() throws Exception {
    OkHttpClient shared = new OkHttpClient();
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client =
            JobClient.builder()
                .address(dashboard.address())
                .ownAddressWins()
                .httpClient(shared)
                .build()) {
      Retrofit retrofit =
          new Retrofit.Builder().baseUrl(dashboard.address()).client(shared).build();
      String version =
          retrofit.create(Dashboard.class).version().execute().body().string();
      assertTrue(version.contains("2.60.0"), version);
      assertEquals(
          JobStatus.SUCCEEDED,
          client.submission("true").submit().await(Duration.ofSeconds(30)).status());
    }
  }
}
