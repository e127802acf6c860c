package eshop.gateway;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;

/**
 * What the OpenAPI document says of one field, and the text that tells a client so.
 *
 * @param name the field
 * @param otherName another spelling that is accepted ({@code x-also-accepted-as}), or null
 * @param required whether it must be there
 * @param text {@code must be …}: the document's {@code x-rule}, or made of its bounds
 * @param validator the schema at work; bound once, because binding copies all the document's
 *     schemas
 */
record FieldRule(
    String name, String otherName, boolean required, String text, Validator validator) {

  static FieldRule of(
      String name, JsonSchema schema, boolean required, SchemaRepository repository) {
    String bounds =
        "must be a whole number from " + schema.get("minimum") + " to " + schema.get("maximum");
    return new FieldRule(
        name,
        schema.get("x-also-accepted-as"),
        required,
        schema.get("x-rule", bounds),
        repository.validator(schema));
  }

  /** What is wrong with the field in this body; null when nothing is. */
  String violation(JsonObject body) {
    if (!body.containsKey(name)) {
      return required ? name + " is missing; it " + text : null;
    }
    return accepts(body.getValue(name)) ? null : sentence();
  }

  boolean accepts(Object value) {
    return validator.validate(value).getValid();
  }

  String sentence() {
    return name + " " + text;
  }
}
