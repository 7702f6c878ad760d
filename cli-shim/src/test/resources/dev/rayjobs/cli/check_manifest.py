"""Checks a YAML document on standard input against the schema of a Kubernetes resource, as an API
server with strict field validation does: a field that the schema does not know is an error.

Argument: the schema's file. Writes one line for each error, and ends with 1 if there is any.
"""

import json
import sys

import jsonschema
import yaml


def closed(schema):
    """Kubernetes' schemas list the fields that there are; JSON Schema allows others besides."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    # A field may itself be called `properties`, and is then no schema.
    fields = schema.get("properties")
    if isinstance(fields, dict) and schema.get("type") == "object":
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            result["additionalProperties"] = False
    return result


with open(sys.argv[1], encoding="utf-8") as file:
    validator = jsonschema.Draft4Validator(closed(json.load(file)))
errors = list(validator.iter_errors(yaml.safe_load(sys.stdin)))
for error in errors:
    print("/".join(map(str, error.absolute_path)) + ": " + error.message)
sys.exit(1 if errors else 0)
