package eshop.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads one JSON object and refuses what the usual reader lets pass: a field given twice, of which
 * a proxy and we might each believe another, and text after the object.
 */
final class StrictJson {
  private static final int MAX_DEPTH = 8;
  private static final Pattern PARSER_INTERNALS =
      Pattern.compile(" \\((start marker|of type).*|: maybe a .*|, from `[^`]*`");
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /** Reads the whole buffer; throws {@link ApiException} MALFORMED_JSON with the place. */
  @SuppressWarnings("unchecked")
  static JsonObject object(Buffer body) {
    if (body == null || body.length() == 0) {
      throw malformed("the body is empty; send a JSON object");
    }
    try {
      if (MAPPER.readValue(body.getBytes(), Object.class) instanceof Map<?, ?> map) {
        return new JsonObject((Map<String, Object>) map);
      }
    } catch (JsonProcessingException e) {
      throw malformed("the body is not valid JSON: " + reason(e) + place(e.getLocation()));
    } catch (IOException e) {
      throw malformed("the body is not valid JSON");
    }
    throw malformed("the body must be a JSON object");
  }

  private static String reason(JsonProcessingException e) {
    String line = e.getOriginalMessage().lines().findFirst().orElse("");
    return PARSER_INTERNALS.matcher(line).replaceFirst("");
  }

  private static String place(JsonLocation at) {
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static ApiException malformed(String message) {
    return new ApiException(ApiError.MALFORMED_JSON, message);
  }
}
