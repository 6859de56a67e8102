//! The doors of a project's services in the OpenAPI document: one path for each message, with its fields as JSON Schema.

use serde_json::{Map, Value, json};

use crate::model::catalogue::network as words;
use crate::model::catalogue::sheet::item_kind;
use crate::model::service::{Field, Service, ServiceMessage};
use crate::model::{Lang, Text};
use crate::network::partner::encoded;

/// The tag of these paths.
pub(super) const TAG: Text = words::DOOR_SERVICE;

/// Path and operation of every message that a service takes; without a project one for all of them.
pub(super) fn paths(services: &[Service], lang: Lang) -> Vec<(String, Value)> {
    if services.is_empty() {
        let path = "/services/{service}/{message}".to_owned();
        let mut operation = operation("send", &words::ROUTE_SERVICE.say(lang, &[]), lang);
        let parameter = |name: &str, text: &Text| {
            json!({"name": name, "in": "path", "required": true, "description": text.pattern(lang),
                "schema": {"type": "string", "minLength": 1}})
        };
        operation["parameters"] =
            json!([parameter("service", &words::PATH_SERVICE), parameter("message", &words::PATH_MESSAGE)]);
        let any = json!({"type": "object", "additionalProperties": {"type": "string"}});
        bodies(&mut operation, letter(&any), reply(&any));
        return vec![(path, operation)];
    }
    let mut found = Vec::new();
    for service in services {
        for (message, number) in service.messages.iter().zip(1u32..) {
            let path = format!("/services/{}/{}", service.id, encoded(&message.name));
            let id = format!("send_{}_{number}", service.id.to_string().replace('-', "_"));
            let summary = format!("{}：{}", service.name, message.name);
            let mut operation = operation(&id, &summary, lang);
            let (sent, given) = (fields(&message.fields, Lacking::Told, lang), gives(message, lang));
            bodies(&mut operation, letter(&sent), reply(&given));
            found.push((path, operation));
        }
    }
    found
}

fn operation(id: &str, summary: &str, lang: Lang) -> Value {
    let told = |text: &Text| {
        json!({"description": text.pattern(lang), "content": {"application/json": {"schema": {
        "type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}}}})
    };
    json!({
        "operationId": id,
        "summary": summary,
        "tags": [TAG.pattern(lang)],
        "responses": {
            "200": {"description": words::STATUS_REPLY.pattern(lang)},
            "400": told(&words::STATUS_BAD_LETTER),
            "404": told(&words::STATUS_NO_SERVICE),
        },
    })
}

fn bodies(operation: &mut Value, sent: Value, given: Value) {
    operation["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": sent}}});
    operation["responses"]["200"]["content"] = json!({"application/json": {"schema": given}});
}

fn letter(fields: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["from"],
        "additionalProperties": false,
        "properties": {
            "from": {"type": "string", "minLength": 1},
            "person": {"type": "string"},
            "date": {"type": "string", "format": "date"},
            "fields": fields,
        },
    })
}

fn reply(row: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["result"],
        "properties": {
            "result": {"type": "string"},
            "rows": {"type": "array", "items": row},
            "faulty": {"type": "array", "items": {"type": "string"}},
        },
    })
}

/// What an answer's row may carry.
fn gives(message: &ServiceMessage, lang: Lang) -> Value {
    fields(&message.gives, Lacking::Allowed, lang)
}

/// Whether a schema tells which fields must be there.
#[derive(Clone, Copy, PartialEq)]
enum Lacking {
    Told,
    Allowed,
}

fn fields(known: &[Field], lacking: Lacking, lang: Lang) -> Value {
    let mut properties = Map::new();
    for field in known {
        let mut schema = json!({"type": "string", "description": item_kind(field.kind).pattern(lang)});
        if let Some(max) = field.max_length {
            schema["maxLength"] = json!(max);
        }
        properties.insert(field.name.to_string(), schema);
    }
    let required: Vec<&str> =
        known.iter().filter(|field| field.required && lacking == Lacking::Told).map(|field| &*field.name).collect();
    let mut schema = json!({"type": "object", "additionalProperties": false, "properties": properties});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}
