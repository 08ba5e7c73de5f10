/** Answers whether event-ruler matches, a line of JSON for a line of JSON: {"pattern", "event"} in text, {"accepted", "matches"} back. */
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Ruler;

public class EventRuler {
  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode asked = json.readTree(line);
      System.out.println(answer(asked.get("event").asText(), asked.get("pattern").asText()));
    }
  }

  private static String answer(String event, String pattern) {
    try {
      return "{\"accepted\":true,\"matches\":" + Ruler.matchesRule(event, pattern) + "}";
    } catch (Exception refused) {
      return "{\"accepted\":false}";
    }
  }
}
