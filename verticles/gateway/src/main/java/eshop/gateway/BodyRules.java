package eshop.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks a JSON body by its schema in the OpenAPI document.
 *
 * <p>The schema as a whole decides. Its verdict names keywords and pointers, which help nobody who
 * sends an order; so a refused body is explained field by field, by the same schema's parts.
 */
final class BodyRules {
  private static final int MAX_NAME_SHOWN = 40;

  private final PlainFields plain;
  private final Validator whole;
  private final List<FieldRule> fields;
  private final String names;

  private BodyRules(PlainFields plain, Validator whole, List<FieldRule> fields) {
    this.plain = plain;
    this.whole = whole;
    this.fields = fields;
    this.names = fields.stream().map(FieldRule::name).collect(Collectors.joining(", "));
  }

  static BodyRules of(JsonSchema schema, SchemaRepository repository) {
    JsonObject properties = schema.get("properties");
    List<?> required = schema.<JsonArray>get("required").getList();
    List<FieldRule> fields =
        properties.fieldNames().stream()
            .filter(JsonSchema.EXCLUDE_ANNOTATIONS)
            .map(
                name ->
                    FieldRule.of(
                        name,
                        JsonSchema.of(properties.getJsonObject(name)),
                        required.contains(name),
                        repository))
            .toList();
    return new BodyRules(PlainFields.of(schema), repository.validator(schema), fields);
  }

  /**
   * The body in the documented spelling.
   *
   * @throws ApiException INVALID_FIELD, naming every field that breaks its rule
   */
  JsonObject check(JsonObject body) {
    for (FieldRule field : fields) {
      respell(body, field);
    }
    if (!plain.accept(body) && !whole.validate(body).getValid()) {
      throw invalid(explain(body));
    }
    return body;
  }

  private static void respell(JsonObject body, FieldRule field) {
    String other = field.otherName();
    if (other == null || !body.containsKey(other)) {
      return;
    }
    if (body.containsKey(field.name())) {
      throw invalid(field.name() + " and " + other + " are the same field; give one of them");
    }
    body.put(field.name(), body.remove(other));
  }

  private String explain(JsonObject body) {
    List<String> violations = new ArrayList<>();
    unknown(body.fieldNames()).map(this::unknownSentence).ifPresent(violations::add);
    fields.stream().map(f -> f.violation(body)).filter(Objects::nonNull).forEach(violations::add);
    return violations.isEmpty()
        ? "the body breaks the schema in /apis/openapi.json"
        : String.join("; ", violations);
  }

  private Optional<String> unknown(Set<String> given) {
    Set<String> known = fields.stream().map(FieldRule::name).collect(Collectors.toSet());
    return given.stream().filter(name -> !known.contains(name)).findFirst();
  }

  private String unknownSentence(String name) {
    String shown = name.length() <= MAX_NAME_SHOWN ? name : name.substring(0, MAX_NAME_SHOWN) + "…";
    return "'" + shown + "' is not a field; the fields are " + names;
  }

  private static ApiException invalid(String message) {
    return new ApiException(ApiError.INVALID_FIELD, message);
  }
}
